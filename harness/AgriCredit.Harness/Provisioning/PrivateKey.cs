using System.Security.Cryptography;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary>Makes, writes and reads the P-256 keys of members and authorities.</summary>
internal static class PrivateKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>As many as OWASP asks of PBKDF2 with SHA-256; they cost a tenth of a second when a key is opened.</summary>
    private const int PasswordIterations = 600_000;

    public static ECDsa Create() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The key as PKCS #8 PEM, encrypted where there is a password.</summary>
    public static string ToPem(ECDsa key, string? password) =>
        (password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PasswordIterations)))
        + "\n";

    /// <summary>Reads a key.</summary>
    /// <param name="path">A PEM file, mode 0600.</param>
    /// <param name="password">Of an encrypted key.</param>
    /// <exception cref="HarnessException">There is no such key, others may read it, or it is not a P-256 key; exit code 2.</exception>
    public static ECDsa Read(string path, string? password)
    {
        string pem = PrivateFile.Read(path, "The key");
        bool encrypted = pem.Contains("ENCRYPTED", StringComparison.Ordinal);
        if (encrypted && password is null)
        {
            throw new HarnessException(ExitCode.Usage, $"The key '{path}' is encrypted; name the file that holds its password.");
        }

        ECDsa key = ECDsa.Create();
        try
        {
            if (encrypted)
            {
                key.ImportFromEncryptedPem(pem, password);
            }
            else
            {
                key.ImportFromPem(pem);
            }

            if (IsP256(key))
            {
                return key;
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new HarnessException(
                ExitCode.Usage,
                encrypted ? $"The key '{path}' cannot be opened: the password is not the right one, or the file is damaged." : $"The key '{path}' is not a private key in PEM form on the curve P-256.",
                exception);
        }

        key.Dispose();
        throw new HarnessException(ExitCode.Usage, $"The key '{path}' is not on the curve P-256; make one with '{Cli.ToolName} provision request'.");
    }

    public static bool IsP256(ECDsa key)
    {
        ECCurve curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && (curve.Oid.Value == P256 || curve.Oid.FriendlyName == ECCurve.NamedCurves.nistP256.Oid.FriendlyName);
    }
}
