using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>A fresh P-256 key pair of one session, for one purpose (masks or boxes).</summary>
/// <remarks>The shared secret is the raw x-coordinate, extracted with HKDF-SHA256 under the transcript as salt. Source: PROTOCOL 2.1 step 4; NIST SP 800-56A.</remarks>
public sealed class EphemeralKey : IDisposable
{
    /// <summary>Length of an encoded public key: 0x04 || x || y.</summary>
    public const int PublicKeyLength = 65;

    private const int CoordinateLength = 32;
    private const byte Uncompressed = 4;
    private readonly ECDiffieHellman _key;

    /// <summary>Takes ownership of a key pair on P-256; tests pass known ones.</summary>
    internal EphemeralKey(ECDiffieHellman key)
    {
        _key = key;
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] encoded = [Uncompressed, .. point.X!, .. point.Y!];
        PublicKey = encoded;
    }

    /// <summary>The public key, 65 bytes, uncompressed.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Generates a key pair.</summary>
    public static EphemeralKey Generate() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Takes a key pair from guarded memory again.</summary>
    /// <param name="exported">From <see cref="Export"/>.</param>
    /// <exception cref="CryptographicException">It is not such a key pair.</exception>
    public static EphemeralKey Import(ReadOnlySpan<byte> exported)
    {
        ECDiffieHellman key = ECDiffieHellman.Create();
        try
        {
            key.ImportPkcs8PrivateKey(exported, out _);
            return new EphemeralKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>A plain copy of the key pair (PKCS #8), for guarded memory; the caller clears it.</summary>
    public byte[] Export() => _key.ExportPkcs8PrivateKey();

    /// <summary>Agrees on the secret of a pair of parties.</summary>
    /// <param name="peerPublicKey">The peer's public key, as its signed advert carries it.</param>
    /// <param name="salt">T_0 of the session.</param>
    /// <returns>32 bytes, equal at both parties; or null when the peer's key is not a valid point.</returns>
    public SecretBytes? Agree(ReadOnlySpan<byte> peerPublicKey, ReadOnlySpan<byte> salt)
    {
        if (peerPublicKey.Length != PublicKeyLength || peerPublicKey[0] != Uncompressed)
        {
            return null;
        }

        byte[]? shared = null;
        try
        {
            // Importing checks that the point is on the curve; P-256 has cofactor 1, so that is all there is to check.
            using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint
                {
                    X = peerPublicKey.Slice(1, CoordinateLength).ToArray(),
                    Y = peerPublicKey.Slice(1 + CoordinateLength, CoordinateLength).ToArray(),
                },
            });
            using ECDiffieHellmanPublicKey publicKey = peer.PublicKey;
            shared = _key.DeriveRawSecretAgreement(publicKey);
            var secret = new SecretBytes(SHA256.HashSizeInBytes);
            HKDF.Extract(HashAlgorithmName.SHA256, shared, salt, secret.Span);
            return secret;
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
        }
    }

    /// <summary>Erases the private key.</summary>
    public void Dispose() => _key.Dispose();
}
