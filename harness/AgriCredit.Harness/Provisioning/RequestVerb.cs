using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary><c>provision request</c>: makes an institution's key, at home, and a request to certify it.</summary>
internal sealed class RequestVerb : Verb
{
    public const string KeyFile = "member.key";
    public const string RequestFile = "member.csr";

    private readonly Option<string> _id = new("--id") { Description = "The institution's id in the federation.", Required = true, HelpName = "ID" };
    private readonly Option<string> _output = new("--output") { Description = $"The folder for {KeyFile} and {RequestFile}.", Required = true, HelpName = "DIR" };
    private readonly Option<string?> _password = new("--password-file") { Description = "Encrypt the key with the first line of this file (mode 0600).", HelpName = "FILE" };

    public RequestVerb()
        : base("request", "Makes an institution's private key, and a request (PKCS #10) for an authority to sign. The key never leaves the institution.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} provision request --id bank-a --output bank-a",
        $"# Send bank-a/{RequestFile} to the authority, and tell it the SHA-256 that is printed by another way.",
    ];

    protected override void AddOptions(Command command)
    {
        MemberName.Require(_id);
        command.Add(_id);
        command.Add(_output);
        command.Add(_password);
    }

    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string id = arguments.GetRequiredValue(_id), folder = arguments.GetRequiredValue(_output);
        string keyPath = Path.Combine(folder, KeyFile), requestPath = Path.Combine(folder, RequestFile);
        NewFiles.RequireAbsent(keyPath, requestPath);
        string? password = PrivateFile.ReadPassword(arguments.GetValue(_password));
        using ECDsa key = PrivateKey.Create();
        var request = new CertificateRequest(MemberName.ToSubject(id), key, HashAlgorithmName.SHA256);
        NewFiles.Write(folder, NewFile.Private(keyPath, PrivateKey.ToPem(key, password)), NewFile.Public(requestPath, request.CreateSigningRequestPem() + "\n"));
        output.WriteResult($"{keyPath}: the private key of '{id}', {(password is null ? "not encrypted (--password-file would)" : "encrypted")}. It stays here.");
        output.WriteResult($"{requestPath}: the request to certify it. Send it to the authority.");
        output.WriteResult($"SHA-256 of the public key: {Fingerprint.Of(request.PublicKey)}");
        return Task.CompletedTask;
    }
}
