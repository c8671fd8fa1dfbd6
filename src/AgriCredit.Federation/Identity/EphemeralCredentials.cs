using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AgriCredit.Federation;

/// <summary>A certificate authority and one certificate for each member, made in memory for one simulation or test and gone with it.</summary>
/// <remarks>P-256 throughout; valid for a day. Between real institutions each makes its own key, which never leaves it.</remarks>
public sealed class EphemeralCredentials : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);
    private readonly Dictionary<PartyId, X509Certificate2> _certificates = [];
    private readonly Dictionary<PartyId, SigningIdentity> _identities = [];

    /// <summary>Makes credentials.</summary>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="parties">The parties, in plan order.</param>
    /// <param name="clock">The clock of the validity.</param>
    public EphemeralCredentials(PartyId coordinator, IReadOnlyList<PartyId> parties, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(clock);
        DateTimeOffset from = clock.GetUtcNow() - ClockSkew;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=AgriCredit ephemeral authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using X509Certificate2 authority = request.CreateSelfSigned(from, from + Validity);
        foreach (PartyId member in parties.Prepend(coordinator))
        {
            _certificates.Add(member, Issue(authority, from));
            _identities.Add(member, new SigningIdentity(member, _certificates[member]));
        }

        Authority = X509CertificateLoader.LoadCertificate(authority.RawData);
        Roster = new Roster(
            KeyValuePair.Create(coordinator, _certificates[coordinator]),
            [.. parties.Select(party => KeyValuePair.Create(party, _certificates[party]))]);
    }

    /// <summary>The pinned certificates.</summary>
    public Roster Roster { get; }

    /// <summary>The authority's certificate, without its key: that is already gone.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>A member's signing identity.</summary>
    /// <param name="member">The coordinator or a party.</param>
    public SigningIdentity Identity(PartyId member) => _identities[member];

    /// <summary>Releases all keys and certificates.</summary>
    public void Dispose()
    {
        Roster.Dispose();
        Authority.Dispose();
        foreach (PartyId member in _certificates.Keys)
        {
            _identities[member].Dispose();
            _certificates[member].Dispose();
        }
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, DateTimeOffset from)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The id stands in the roster; a common name may be too short for it.
        var request = new CertificateRequest("CN=AgriCredit member", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        using X509Certificate2 certificate = request.Create(authority, from, from + Validity, serial);
        using X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);

        // TLS on Windows cannot use the key of a certificate that never was a PKCS #12 file.
        byte[] package = withKey.Export(X509ContentType.Pkcs12);
        try
        {
            return X509CertificateLoader.LoadPkcs12(package, password: null, X509KeyStorageFlags.Exportable);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(package);
        }
    }
}
