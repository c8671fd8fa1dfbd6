using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary>Reads and writes certificates.</summary>
internal static class CertificateFile
{
    private const int LargestFileBytes = 1 << 20;

    public static string ToPem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    /// <summary>Reads all certificates of a file, PEM or DER, the first one first.</summary>
    /// <exception cref="HarnessException">There is no such file, or it holds no certificate; exit code 2.</exception>
    public static X509Certificate2Collection ReadAll(string path)
    {
        byte[] bytes = ReadBytes(path, "certificate");
        return Parse(bytes) ?? throw new HarnessException(ExitCode.Usage, $"'{path}' holds no certificate in PEM or DER form.");
    }

    /// <summary>Parses certificates; null when there is none.</summary>
    public static X509Certificate2Collection? Parse(byte[] bytes)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            string text = Encoding.UTF8.GetString(bytes);
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                certificates.ImportFromPem(text);
            }
            else
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
            }

            foreach (X509Certificate2 certificate in certificates)
            {
                DecodeExtensions(certificate);
            }
        }
        catch (CryptographicException)
        {
            return null;
        }

        return certificates.Count > 0 ? certificates : null;
    }

    /// <summary>Reads now, where a fault is expected, what is otherwise decoded only when somebody asks for it.</summary>
    private static void DecodeExtensions(X509Certificate2 certificate)
    {
        foreach (X509Extension extension in certificate.Extensions)
        {
            _ = extension switch
            {
                X509BasicConstraintsExtension constraints => (object)constraints.CertificateAuthority,
                X509EnhancedKeyUsageExtension purposes => purposes.EnhancedKeyUsages,
                X509KeyUsageExtension usage => usage.KeyUsages,
                _ => null,
            };
        }
    }

    /// <summary>Reads a small file whole.</summary>
    public static byte[] ReadBytes(string path, string what)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > LargestFileBytes)
            {
                throw new HarnessException(ExitCode.Usage, $"'{path}' has {file.Length} bytes, too many for a {what}.");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"The {what} '{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
