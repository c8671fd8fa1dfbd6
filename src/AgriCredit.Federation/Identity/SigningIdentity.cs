using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AgriCredit.Federation;

/// <summary>Who a member is: its id, its certificate and the private key that signs its envelopes.</summary>
/// <remarks>Not a record: it never prints its key. Thread-safe.</remarks>
public sealed class SigningIdentity : IDisposable
{
    /// <summary>Length of a signature: r || s of P-256.</summary>
    internal const int SignatureLength = 64;

    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    /// <summary>Takes an identity from a certificate with its private key.</summary>
    /// <param name="id">The member's id in the roster.</param>
    /// <param name="certificate">A P-256 certificate with its private key; the caller keeps owning it.</param>
    /// <exception cref="ArgumentException">The certificate has no P-256 private key.</exception>
    public SigningIdentity(PartyId id, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _key = certificate.GetECDsaPrivateKey() is { KeySize: 256 } key
            ? key
            : throw new ArgumentException($"The certificate of '{id}' has no P-256 private key.", nameof(certificate));
        Id = id;
        Certificate = certificate;
    }

    /// <summary>The member's id.</summary>
    public PartyId Id { get; }

    /// <summary>The member's certificate.</summary>
    public X509Certificate2 Certificate { get; }

    internal byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            return _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Releases the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The id; never the key.</summary>
    public override string ToString() => Id.Value;
}
