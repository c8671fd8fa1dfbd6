using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>Key material that owns its memory: pinned, so that no copy is left behind by the garbage collector, and zeroed on disposal.</summary>
/// <remarks>It prints as redacted and offers no equality but the constant-time <see cref="FixedTimeEquals"/>. Not thread-safe against its own disposal.</remarks>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    internal SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>The length in bytes.</summary>
    public int Length => _bytes.Length;

    internal Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Draws a secret of full entropy from the operating system.</summary>
    /// <param name="length">Length in bytes, at least 16.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 16.</exception>
    public static SecretBytes Random(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 16);
        var secret = new SecretBytes(length);
        RandomNumberGenerator.Fill(secret.Span);
        return secret;
    }

    /// <summary>Copies a secret received from elsewhere; the caller clears its own copy.</summary>
    /// <param name="source">The bytes, at least 16.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is shorter than 16 bytes.</exception>
    public static SecretBytes CopyOf(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, 16, nameof(source));
        var secret = new SecretBytes(source.Length);
        source.CopyTo(secret.Span);
        return secret;
    }

    /// <summary>Compares in time that depends on the lengths only.</summary>
    /// <param name="other">The other secret.</param>
    public bool FixedTimeEquals(SecretBytes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CryptographicOperations.FixedTimeEquals(Span, other.Span);
    }

    /// <summary>SHA-256 of the secret, for a commitment to it.</summary>
    public byte[] Hash() => SHA256.HashData(Span);

    /// <summary>A plain copy, for what the protocol makes public or writes to guarded memory; the caller clears it.</summary>
    public byte[] Export() => Span.ToArray();

    /// <summary>Zeroes the memory.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    /// <summary>Never the content.</summary>
    public override string ToString() => $"{nameof(SecretBytes)}({Length} bytes, redacted)";
}
