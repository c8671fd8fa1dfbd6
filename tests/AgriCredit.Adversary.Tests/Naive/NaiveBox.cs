using System.Security.Cryptography;

namespace AgriCredit.Adversary.Tests;

/// <summary>The mistake: a box under one key of the pair with a random nonce. It is sound encryption, and opens whenever it is shown.</summary>
internal sealed class NaiveBox : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly AesGcm _aes = new(RandomNumberGenerator.GetBytes(32), TagLength);

    public byte[] Seal(byte[] content)
    {
        byte[] box = new byte[NonceLength + content.Length + TagLength];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        _aes.Encrypt(box.AsSpan(0, NonceLength), content, box.AsSpan(NonceLength, content.Length), box.AsSpan(NonceLength + content.Length));
        return box;
    }

    public byte[]? Open(byte[] box)
    {
        byte[] content = new byte[box.Length - NonceLength - TagLength];
        _aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength, content.Length), box.AsSpan(NonceLength + content.Length), content);
        return content;
    }

    public void Dispose() => _aes.Dispose();
}
