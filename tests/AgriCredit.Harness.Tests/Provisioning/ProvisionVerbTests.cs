using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;

namespace AgriCredit.Harness.Tests.Provisioning;

/// <summary>Keys, requests and certificates: what is written, for whose eyes, and what is refused.</summary>
public sealed class ProvisionVerbTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Authority_WritesAKeyForItsOwnerAlone()
    {
        await Succeed("provision", "authority", "--output", At("ca"));

        Assert.Equal(["authority.crt", "authority.key"], Names("ca"));
        AssertPrivate(At("ca", "authority.key"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(At("ca")));
        }
    }

    [Fact]
    public async Task Authority_WhereOneIs_LeavesItAsItWas()
    {
        await Succeed("provision", "authority", "--output", At("ca"));
        byte[] key = await File.ReadAllBytesAsync(At("ca", "authority.key"));
        CliRun run = await CliRun.RunAsync("provision", "authority", "--output", At("ca"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("authority.key", run.Messages, StringComparison.Ordinal);
        Assert.Equal(key, await File.ReadAllBytesAsync(At("ca", "authority.key")));
    }

    [Fact]
    public async Task Request_WhereOneOfItsFilesIs_WritesNeither()
    {
        Directory.CreateDirectory(At("bank-a"));
        await File.WriteAllTextAsync(At("bank-a", "member.csr"), "mine");
        CliRun run = await CliRun.RunAsync("provision", "request", "--id", "bank-a", "--output", At("bank-a"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal(["member.csr"], Names("bank-a"));
        Assert.Equal("mine", await File.ReadAllTextAsync(At("bank-a", "member.csr")));
    }

    [Fact]
    public async Task Issue_CertifiesTheRequestsKeyAndShowsTheSameFingerprint()
    {
        await Succeed("provision", "authority", "--output", At("ca"));
        string asked = await Succeed("provision", "request", "--id", "Rural bank, north", "--output", At("bank"));
        string issued = await Succeed("provision", "issue", "--authority", At("ca"), "--request", At("bank", "member.csr"), "--output", At("bank.crt"));
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(At("bank.crt"));
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(At("bank", "member.key")));

        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal("Rural bank, north", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Assert.Equal(FingerprintIn(asked), FingerprintIn(issued));
        AssertPrivate(At("bank", "member.key"));
    }

    [Fact]
    public async Task Issue_ForAnotherIdThanExpected_IsRefused()
    {
        await Succeed("provision", "authority", "--output", At("ca"));
        await Succeed("provision", "request", "--id", "bank-b", "--output", At("b"));
        CliRun run = await CliRun.RunAsync("provision", "issue", "--authority", At("ca"), "--request", At("b", "member.csr"), "--output", At("a.crt"), "--id", "bank-a");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("'bank-b', not for 'bank-a'", run.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a.crt")));
    }

    [Fact]
    public async Task Issue_OfARequestThatWasAltered_IsRefused()
    {
        await Succeed("provision", "authority", "--output", At("ca"));
        await Succeed("provision", "request", "--id", "bank-a", "--output", At("a"));
        byte[] request = PemBytes(await File.ReadAllTextAsync(At("a", "member.csr")));
        int place = request.AsSpan().IndexOf("bank-a"u8);
        request[place + 5] = (byte)'b';
        await File.WriteAllTextAsync(At("altered.csr"), PemEncoding.WriteString("CERTIFICATE REQUEST", request));
        CliRun run = await CliRun.RunAsync("provision", "issue", "--authority", At("ca"), "--request", At("altered.csr"), "--output", At("a.crt"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("signature", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_ForLongerThanTheAuthorityIsValid_IsRefused()
    {
        await Succeed("provision", "authority", "--output", At("ca"), "--years", "1");
        await Succeed("provision", "request", "--id", "bank-a", "--output", At("a"));
        CliRun run = await CliRun.RunAsync("provision", "issue", "--authority", At("ca"), "--request", At("a", "member.csr"), "--output", At("a.crt"), "--days", "400");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("valid until", run.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a.crt")));
    }

    [Fact]
    public async Task EncryptedKey_OpensWithItsPasswordAlone()
    {
        WritePrivate("right", "correct horse\n");
        WritePrivate("wrong", "battery staple\n");
        await Succeed("provision", "authority", "--output", At("ca"), "--password-file", At("right"));
        await Succeed("provision", "request", "--id", "bank-a", "--output", At("a"));
        string[] issue = ["provision", "issue", "--authority", At("ca"), "--request", At("a", "member.csr"), "--output", At("a.crt")];
        CliRun without = await CliRun.RunAsync(issue), wrong = await CliRun.RunAsync([.. issue, "--password-file", At("wrong")]);

        Assert.Contains("ENCRYPTED", await File.ReadAllTextAsync(At("ca", "authority.key")), StringComparison.Ordinal);
        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (without.ExitCode, wrong.ExitCode));
        Assert.Contains("is encrypted", without.Messages, StringComparison.Ordinal);
        Assert.Contains("password", wrong.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("battery", wrong.Messages, StringComparison.Ordinal);
        await Succeed([.. issue, "--password-file", At("right")]);
    }

    [Fact]
    public async Task KeyThatOthersCanRead_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await Succeed("provision", "authority", "--output", At("ca"));
        await Succeed("provision", "request", "--id", "bank-a", "--output", At("a"));
        File.SetUnixFileMode(At("ca", "authority.key"), OwnerOnly | UnixFileMode.GroupRead);
        CliRun run = await CliRun.RunAsync("provision", "issue", "--authority", At("ca"), "--request", At("a", "member.csr"), "--output", At("a.crt"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("mode 0640", run.Messages, StringComparison.Ordinal);
    }

    [OpenSslFact]
    public async Task OpenSsl_AcceptsRequestAndCertificate()
    {
        await Succeed("provision", "authority", "--output", At("ca"));
        await Succeed("provision", "request", "--id", "bank-a", "--output", At("a"));
        await Succeed("provision", "issue", "--authority", At("ca"), "--request", At("a", "member.csr"), "--output", At("a.crt"));

        Assert.Contains("OK", OpenSsl.Run("req", "-in", At("a", "member.csr"), "-verify", "-noout"), StringComparison.Ordinal);
        foreach (string purpose in (string[])["sslserver", "sslclient"])
        {
            Assert.Contains(": OK", OpenSsl.Run("verify", "-x509_strict", "-purpose", purpose, "-CAfile", At("ca", "authority.crt"), At("a.crt")), StringComparison.Ordinal);
        }
    }

    private static string FingerprintIn(string results) => System.Text.RegularExpressions.Regex.Match(results, "(?:[0-9A-F]{2}:){31}[0-9A-F]{2}").Value;

    private static byte[] PemBytes(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);

    private static void AssertPrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        }
    }

    private static async Task<string> Succeed(params string[] args)
    {
        CliRun run = await CliRun.RunAsync(args);
        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        return run.Results;
    }

    private IEnumerable<string?> Names(string folder) => Directory.EnumerateFileSystemEntries(At(folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    private void WritePrivate(string name, string text)
    {
        _folder.Write(name, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At(name), OwnerOnly);
        }
    }
}
