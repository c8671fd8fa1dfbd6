using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Federation;

/// <summary>The hash chain over all that every party must have seen alike. Parties that were told different things derive different masks.</summary>
/// <remarks>Source: PROTOCOL 1.2.</remarks>
internal static class Transcript
{
    /// <summary>T_0 = H(label || H(SessionPlan) || H(KeyDirectory)).</summary>
    public static byte[] Start(Envelope plan, Envelope directory) => Hash(Labels.Session, plan.PayloadHash, directory.PayloadHash);

    /// <summary>T_r = H(label || T_{r-1} || LE64(r) || LE32(attempt) || H(RoundPlan) || H(Publish)).</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, Envelope roundPlan, Envelope publish)
    {
        Span<byte> place = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(place, roundPlan.Round);
        BinaryPrimitives.WriteUInt32LittleEndian(place[sizeof(ulong)..], roundPlan.Attempt);
        return Hash(Labels.Round, previous, place, roundPlan.PayloadHash, publish.PayloadHash);
    }

    /// <summary>H(label || the IEEE bytes of the numbers, little-endian).</summary>
    public static byte[] HashNumbers(string label, ReadOnlySpan<double> numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(double)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), numbers[i]);
        }

        return Hash(label, bytes);
    }

    private static byte[] Hash(string label, params ReadOnlySpan<byte[]> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(label));
        foreach (byte[] part in parts)
        {
            hash.AppendData(part);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Hash(string label, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, byte[] third, byte[] fourth) =>
        Hash(label, first.ToArray(), second.ToArray(), third, fourth);
}
