using System.Security.Cryptography;

namespace AgriCredit.Alignment;

/// <summary>The scalar of one side and one session: what hides the ids. It owns its memory, pinned, and zeroes it on disposal.</summary>
internal sealed class SecretScalar : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(RistrettoGroup.ScalarLength, pinned: true);
    private bool _disposed;

    private SecretScalar()
    {
    }

    /// <summary>Whether nothing is left of it.</summary>
    public bool IsCleared => !_bytes.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Draws a scalar.</summary>
    public static SecretScalar Draw()
    {
        var scalar = new SecretScalar();
        RistrettoGroup.DrawScalar(scalar._bytes);
        return scalar;
    }

    /// <summary>Takes a known scalar; for tests.</summary>
    public static SecretScalar CopyOf(ReadOnlySpan<byte> bytes)
    {
        var scalar = new SecretScalar();
        bytes.CopyTo(scalar._bytes);
        return scalar;
    }

    /// <summary>Masks an element with it.</summary>
    /// <returns>False when the bytes are no element, or the identity.</returns>
    public bool TryMask(ReadOnlySpan<byte> element, Span<byte> masked)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return RistrettoGroup.TryMultiply(_bytes, element, masked);
    }

    /// <summary>Zeroes the memory.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    /// <summary>Never the content.</summary>
    public override string ToString() => $"{nameof(SecretScalar)}(redacted)";
}
