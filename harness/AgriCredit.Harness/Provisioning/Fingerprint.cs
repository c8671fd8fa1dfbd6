using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AgriCredit.Harness.Provisioning;

/// <summary>What two people compare over the telephone: SHA-256 as OpenSSL prints it.</summary>
internal static class Fingerprint
{
    public static string Of(ReadOnlySpan<byte> data) =>
        string.Join(':', SHA256.HashData(data).Select(value => value.ToString("X2")));

    public static string Of(X509Certificate2 certificate) => Of(certificate.RawData);

    /// <summary>Of the public key alone: the same before and after a certificate is issued for it.</summary>
    public static string Of(PublicKey key) => Of(key.ExportSubjectPublicKeyInfo());
}
