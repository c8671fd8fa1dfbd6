using System.Security.Cryptography;

namespace AgriCredit;

/// <summary>Detached signatures of model files: ECDSA on P-256 over SHA-256 of the file's bytes, DER-encoded.</summary>
/// <remarks>
/// <para>A file's own SHA-256 finds damage; a signature says who made it. It covers the bytes as they are, so unlike the digest it does not survive changed white space.</para>
/// <para>The same as <c>openssl dgst -sha256 -sign key.pem -out model.sig model.json</c>, and OpenSSL verifies what this class signs. ECDSA is randomised: two signatures of a file differ.</para>
/// </remarks>
public static class ModelSignature
{
    // A DER sequence of two integers of 33 bytes.
    private const int LongestSignature = 72;
    private const int KeyBits = 256;
    private const string Curve = "1.2.840.10045.3.1.7";

    /// <summary>Signs the content of a model file.</summary>
    /// <param name="content">The file's bytes, exactly as they will be read.</param>
    /// <param name="privateKey">The author's private key, on the curve P-256.</param>
    /// <returns>The signature, at most 72 bytes.</returns>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    /// <exception cref="CryptographicException">The key has no private part.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> content, ECDsa privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        RequireCurve(privateKey, nameof(privateKey));
        return privateKey.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether a signature is one of the key's over the content of a model file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="signature">The signature; any bytes.</param>
    /// <param name="publicKey">The author's public key, on the curve P-256.</param>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    public static bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, ECDsa publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        RequireCurve(publicKey, nameof(publicKey));
        return signature.Length <= LongestSignature && publicKey.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Refuses content without a sound signature.</summary>
    internal static void Require(ReadOnlySpan<byte> content, string signaturePath, ECDsa publicKey)
    {
        using FileStream file = File.OpenRead(signaturePath);
        byte[] signature = new byte[LongestSignature + 1];
        int length = file.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false);
        if (!Verify(content, signature.AsSpan(0, length), publicKey))
        {
            throw new ModelFileException(
                ModelFileFault.InvalidSignature,
                "$",
                "bytes that the given key signed",
                $"others, or another signature in '{signaturePath}'",
                "Get file and signature again from whoever made the model, and check that the key is theirs.");
        }
    }

    /// <summary>Whether a key is on the curve of signatures.</summary>
    internal static bool HasCurve(ECDsa key) => key.KeySize == KeyBits && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is Curve or null;

    private static void RequireCurve(ECDsa key, string name)
    {
        if (!HasCurve(key))
        {
            throw new ArgumentException("The key is not on the curve P-256.", name);
        }
    }
}
