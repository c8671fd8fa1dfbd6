using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary>What a certificate must be to stand for a member, whoever issued it.</summary>
internal static class MemberCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>What is wrong with its key, as a fault of its own; null when nothing is.</summary>
    public static string? FindKeyFault(X509Certificate2 certificate)
    {
        try
        {
            using ECDsa? key = certificate.GetECDsaPublicKey();
            return key is not null && PrivateKey.IsP256(key) ? null : $"'{certificate.Subject}' has no key on the curve P-256";
        }
        catch (CryptographicException)
        {
            return $"'{certificate.Subject}' has a key that cannot be read";
        }
    }

    /// <summary>What the certificate's usage forbids, as the end of a sentence about it; null when it allows all that is needed. Without a word on usage, all is allowed.</summary>
    public static string? FindUsageFault(X509Certificate2 certificate, bool isCoordinator)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true })
        {
            return "is that of an authority";
        }

        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
        {
            return "may not sign (key usage without digitalSignature)";
        }

        (string oid, string name) = isCoordinator ? (ServerAuthentication, "server") : (ClientAuthentication, "client");
        return certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } purposes && !purposes.EnhancedKeyUsages.OfType<Oid>().Any(purpose => purpose.Value == oid)
            ? $"may not be a TLS {name}'s (extended key usage without {name}Auth)"
            : null;
    }

    /// <summary>The certificate with its private key, as TLS and signing need it.</summary>
    /// <exception cref="HarnessException">The key is another's; exit code 2.</exception>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, ECDsa key, string id, string keyPath)
    {
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new HarnessException(ExitCode.Usage, $"The key '{keyPath}' is not that of the certificate of '{id}' in the roster.");
        }

        X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);
        if (!OperatingSystem.IsWindows())
        {
            return withKey;
        }

        // TLS on Windows cannot use the key of a certificate that never was a PKCS #12 file.
        using (withKey)
        {
            byte[] package = withKey.Export(X509ContentType.Pkcs12);
            try
            {
                return X509CertificateLoader.LoadPkcs12(package, password: null);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(package);
            }
        }
    }
}
