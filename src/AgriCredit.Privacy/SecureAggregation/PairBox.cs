using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>A message from one party to another that the coordinator relays but cannot read: AES-256-GCM under a key for that one message.</summary>
/// <remarks>The key binds sender, receiver, session, round, attempt and kind, so a box opens in its own place only. Source: PROTOCOL, part 1, "box".</remarks>
public sealed class PairBox : IDisposable
{
    /// <summary>How many bytes a box is longer than its content.</summary>
    public const int Overhead = TagLength;

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly SecretBytes _secret;

    /// <summary>Takes ownership of the box secret B_ij of a pair.</summary>
    /// <param name="secret">From <see cref="EphemeralKey.Agree"/>.</param>
    public PairBox(SecretBytes secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        _secret = secret;
    }

    /// <summary>Seals a message.</summary>
    /// <param name="address">Where the message belongs.</param>
    /// <param name="content">The message; never another one for the same address.</param>
    /// <returns>Ciphertext followed by the 16-byte authentication tag.</returns>
    public byte[] Seal(BoxAddress address, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] box = new byte[content.Length + TagLength];
        Span<byte> nonce = stackalloc byte[NonceLength];
        using SecretBytes key = Key(address);
        using var aes = new AesGcm(key.Span, TagLength);
        aes.Encrypt(nonce, content, box.AsSpan(0, content.Length), box.AsSpan(content.Length));
        return box;
    }

    /// <summary>Seals key material.</summary>
    /// <param name="address">Where the message belongs.</param>
    /// <param name="secret">The key material.</param>
    /// <returns>Ciphertext followed by the 16-byte authentication tag.</returns>
    public byte[] Seal(BoxAddress address, SecretBytes secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Seal(address, secret.Span);
    }

    /// <summary>Opens a message into memory that is zeroed on disposal.</summary>
    /// <param name="address">Where the message belongs.</param>
    /// <param name="box">Ciphertext and tag.</param>
    /// <returns>The message, or null when it was not sealed by the peer for this place.</returns>
    public SecretBytes? Open(BoxAddress address, ReadOnlySpan<byte> box)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (box.Length < TagLength)
        {
            return null;
        }

        Span<byte> nonce = stackalloc byte[NonceLength];
        using SecretBytes key = Key(address);
        using var aes = new AesGcm(key.Span, TagLength);
        var content = new SecretBytes(box.Length - TagLength);
        try
        {
            aes.Decrypt(nonce, box[..^TagLength], box[^TagLength..], content.Span);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            content.Dispose();
            return null;
        }
    }

    /// <summary>A plain copy of the secret, for guarded memory; the caller clears it.</summary>
    public byte[] Export() => _secret.Export();

    /// <summary>Erases the secret.</summary>
    public void Dispose() => _secret.Dispose();

    // The key serves one message, so the nonce, LE32(0) || LE64(chunk), is that of chunk 0.
    private SecretBytes Key(BoxAddress address)
    {
        var key = new SecretBytes(KeyLength);
        HKDF.Expand(HashAlgorithmName.SHA256, _secret.Span, key.Span, address.Info());
        return key;
    }
}
