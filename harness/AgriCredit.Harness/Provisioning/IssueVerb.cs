using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary><c>provision issue</c>: signs a member's request with the federation's own authority.</summary>
internal sealed class IssueVerb : Verb
{
    private const int DefaultDays = 365;

    private readonly Option<string> _authority = new("--authority") { Description = "The folder that 'provision authority' made.", Required = true, HelpName = "DIR" };
    private readonly Option<string> _request = new("--request") { Description = "The member's request, PKCS #10 in PEM form.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _output = new("--output") { Description = "The certificate to write.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _id = new("--id") { Description = "Refuse a request for another id than this.", HelpName = "ID" };
    private readonly Option<int> _days = new("--days") { Description = "How long the certificate is valid.", DefaultValueFactory = _ => DefaultDays, HelpName = "N" };
    private readonly Option<string?> _password = new("--password-file") { Description = "The file whose first line opens the authority's key.", HelpName = "FILE" };

    public IssueVerb()
        : base("issue", "Signs a member's request with the authority that 'provision authority' made.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} provision issue --authority authority --request bank-a/{RequestVerb.RequestFile} --output bank-a.crt --id bank-a",
        "# Or with a bank's own authority, for instance:",
        $"openssl x509 -req -in bank-a/{RequestVerb.RequestFile} -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out bank-a.crt",
    ];

    protected override void AddOptions(Command command)
    {
        MemberName.Require(_id);
        RequireRange(_days, 1, 3650);
        command.Add(_authority);
        command.Add(_request);
        command.Add(_output);
        command.Add(_id);
        command.Add(_days);
        command.Add(_password);
    }

    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_output);
        NewFiles.RequireAbsent(path);
        CertificateRequest request = ReadRequest(arguments.GetRequiredValue(_request));
        string id = RequireId(request, arguments.GetRequiredValue(_request), arguments.GetValue(_id));
        using CertificateAuthority authority = CertificateAuthority.Open(arguments.GetRequiredValue(_authority), PrivateFile.ReadPassword(arguments.GetValue(_password)));
        using X509Certificate2 certificate = authority.Issue(request.PublicKey, id, TimeSpan.FromDays(arguments.GetValue(_days)), TimeProvider.System);
        NewFiles.Write(Path.GetDirectoryName(Path.GetFullPath(path))!, NewFile.Public(path, CertificateFile.ToPem(certificate)));
        output.WriteResult($"{path}: the certificate of '{id}', valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}.");
        output.WriteResult($"SHA-256 of the public key: {Fingerprint.Of(certificate.PublicKey)} (must be what '{id}' was shown)");
        return Task.CompletedTask;
    }

    private static CertificateRequest ReadRequest(string path)
    {
        string pem = Encoding.UTF8.GetString(CertificateFile.ReadBytes(path, "request"));
        try
        {
            // Loading checks the request's own signature: the asker has the key.
            CertificateRequest request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            using ECDsa? key = request.PublicKey.GetECDsaPublicKey();
            return key is not null && PrivateKey.IsP256(key)
                ? request
                : throw new HarnessException(ExitCode.Usage, $"The request '{path}' is not for a key on the curve P-256.");
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new HarnessException(ExitCode.Usage, $"'{path}' is not a signed request (PKCS #10) in PEM form, or its signature is not its key's.", exception);
        }
    }

    private static string RequireId(CertificateRequest request, string path, string? expected)
    {
        string? id = MemberName.Of(request.SubjectName);
        if (id is null || !MemberName.IsValid(id))
        {
            throw new HarnessException(ExitCode.Usage, $"The request '{path}' has no common name that can be a member's id.");
        }

        return expected is null || id == expected ? id : throw new HarnessException(ExitCode.Usage, $"The request '{path}' is for '{id}', not for '{expected}'.");
    }
}
