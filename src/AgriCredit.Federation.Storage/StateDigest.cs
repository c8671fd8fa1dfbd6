using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Federation.Storage;

/// <summary>The digest stored beside each value: SHA-256 of the key, a zero byte, and the value.</summary>
/// <remarks>
/// SQLite keeps no checksums and PostgreSQL 15 none by default, so a bit that flips on the disk would come back as a good value: as a wrong key of an open round it would end the session for everybody,
/// with an integrity tag that fails and no hint where. The digest finds that out at the member whose disk it is. It is no defence against who can write to the store.
/// </remarks>
internal static class StateDigest
{
    public static byte[] Of(string key, ReadOnlySpan<byte> value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(key));
        hash.AppendData([0]);
        hash.AppendData(value);
        return hash.GetHashAndReset();
    }

    /// <summary>The value, when the digest says that it is what was written.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static byte[] Checked(string key, byte[] value, ReadOnlySpan<byte> digest) =>
        CryptographicOperations.FixedTimeEquals(Of(key, value), digest)
            ? value
            : throw new InvalidDataException($"The value of '{key}' is not what was written: the store is damaged.");
}
