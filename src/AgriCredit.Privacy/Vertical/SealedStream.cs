using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>The messages from one member of a pair to the other, in order: AES-256-GCM under one key, the nonce counts the messages.</summary>
/// <remarks>A message opens in its own place only: with its number, direction and label. Not thread-safe. Source: PROTOCOL 5.3.</remarks>
public sealed class SealedStream : IDisposable
{
    /// <summary>How many bytes a sealed message is longer than its content.</summary>
    public const int Overhead = TagLength;

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly AesGcm _aes;
    private ulong _count;
    private bool _isBroken;

    /// <summary>Derives the key.</summary>
    /// <param name="secret">The pair's secret, from <see cref="EphemeralKey.Agree"/>; the caller keeps owning it.</param>
    /// <param name="session">The session's id, 32 bytes.</param>
    /// <param name="sender">Who seals.</param>
    /// <param name="receiver">Who opens.</param>
    public SealedStream(SecretBytes secret, ReadOnlySpan<byte> session, string sender, string receiver)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var info = new InfoWriter(Labels.Stream);
        info.Append(session);
        info.AppendPrefixed(sender);
        info.AppendPrefixed(receiver);
        using var key = new SecretBytes(KeyLength);
        HKDF.Expand(HashAlgorithmName.SHA256, secret.Span, key.Span, info.ToArray());
        _aes = new AesGcm(key.Span, TagLength);
    }

    /// <summary>Seals the next message.</summary>
    /// <param name="label">Where it belongs.</param>
    /// <param name="content">The message.</param>
    /// <param name="sealedMessage">Receives ciphertext and tag, <see cref="Overhead"/> bytes longer.</param>
    public void Seal(ReadOnlySpan<byte> label, ReadOnlySpan<byte> content, Span<byte> sealedMessage)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce);
        _aes.Encrypt(nonce, content, sealedMessage[..content.Length], sealedMessage.Slice(content.Length, TagLength), label);
    }

    /// <summary>Opens the next message.</summary>
    /// <param name="label">Where it must belong.</param>
    /// <param name="sealedMessage">Ciphertext and tag.</param>
    /// <param name="content">Receives the message, <see cref="Overhead"/> bytes shorter.</param>
    /// <returns>Whether it is the sender's next message, with this label; the content is zeros otherwise, and nothing can be opened any more.</returns>
    public bool TryOpen(ReadOnlySpan<byte> label, ReadOnlySpan<byte> sealedMessage, Span<byte> content)
    {
        if (_isBroken || sealedMessage.Length != content.Length + TagLength)
        {
            content.Clear();
            _isBroken = true;
            return false;
        }

        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(nonce);
        try
        {
            _aes.Decrypt(nonce, sealedMessage[..content.Length], sealedMessage[content.Length..], content, label);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            _isBroken = true;
            return false;
        }
    }

    /// <summary>Erases the key.</summary>
    public void Dispose() => _aes.Dispose();

    /// <summary>Never the key.</summary>
    public override string ToString() => $"{nameof(SealedStream)}(redacted)";

    private void WriteNonce(Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[sizeof(uint)..], checked(_count++));
    }
}
