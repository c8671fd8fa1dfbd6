using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary>A certificate authority of a federation's own: one P-256 key that signs members' certificates and nothing else.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    public const string KeyFile = "authority.key";
    public const string CertificateFileName = "authority.crt";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Members' clocks may be behind.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key)
    {
        _certificate = certificate;
        _key = key;
    }

    public X509Certificate2 Certificate => _certificate;

    /// <summary>Makes a new authority.</summary>
    public static CertificateAuthority Create(string name, TimeSpan validity, TimeProvider clock)
    {
        ECDsa key = PrivateKey.Create();
        var request = new CertificateRequest(MemberName.ToSubject(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.Sha256, critical: false));
        DateTimeOffset now = clock.GetUtcNow();
        using X509Certificate2 withKey = request.CreateSelfSigned(now - ClockSkew, now + validity);
        return new CertificateAuthority(X509CertificateLoader.LoadCertificate(withKey.RawData), key);
    }

    /// <summary>Opens an authority's folder.</summary>
    /// <exception cref="HarnessException">A file is missing, others may read the key, or the two do not belong together; exit code 2.</exception>
    public static CertificateAuthority Open(string folder, string? password)
    {
        string certificatePath = Path.Combine(folder, CertificateFileName), keyPath = Path.Combine(folder, KeyFile);
        X509Certificate2 certificate = CertificateFile.ReadAll(certificatePath)[0];
        ECDsa key = PrivateKey.Read(keyPath, password);
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new HarnessException(ExitCode.Usage, $"'{keyPath}' is not the key of '{certificatePath}'.");
        }

        return new CertificateAuthority(certificate, key);
    }

    /// <summary>The key as PEM, encrypted where there is a password.</summary>
    public string KeyToPem(string? password) => PrivateKey.ToPem(_key, password);

    /// <summary>Issues a certificate for a member's key. Of the request only the key is taken: what the certificate may be used for is not the asker's to say.</summary>
    /// <exception cref="HarnessException">The authority is outside its validity; exit code 2.</exception>
    public X509Certificate2 Issue(PublicKey key, string id, TimeSpan validity, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow(), last = new(_certificate.NotAfter), first = new(_certificate.NotBefore);
        if (now + validity > last)
        {
            throw new HarnessException(ExitCode.Usage, $"The authority is valid until {last.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and cannot vouch for longer. Issue for fewer days, or make a new authority.");
        }

        var request = new CertificateRequest(MemberName.ToSubject(id), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, X509SubjectKeyIdentifierHashAlgorithm.Sha256, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        // 16 random bytes; the first bit is 0, since serial numbers are positive.
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        DateTimeOffset from = now - ClockSkew > first ? now - ClockSkew : first;
        return request.Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), from, now + validity, serial);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
