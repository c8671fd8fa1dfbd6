using System.CommandLine;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary><c>provision authority</c>: makes a certificate authority of the federation's own.</summary>
internal sealed class AuthorityVerb : Verb
{
    private const int DefaultYears = 10;
    private const int DaysOfYear = 365;

    private readonly Option<string> _output = new("--output") { Description = "The folder to make it in.", Required = true, HelpName = "DIR" };
    private readonly Option<string> _name = new("--name") { Description = "Its name in the certificates.", DefaultValueFactory = _ => "AgriCredit authority", HelpName = "TEXT" };
    private readonly Option<int> _years = new("--years") { Description = "How long it is valid.", DefaultValueFactory = _ => DefaultYears, HelpName = "N" };
    private readonly Option<string?> _password = new("--password-file") { Description = "Encrypt the key with the first line of this file (mode 0600).", HelpName = "FILE" };

    public AuthorityVerb()
        : base("authority", "Makes a certificate authority, for federations that do not use a bank's own.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} provision authority --output authority",
        $"{Cli.ToolName} provision authority --output authority --name \"Rural banks of the valley\" --years 5 --password-file authority.password",
    ];

    protected override void AddOptions(Command command)
    {
        RequireRange(_years, 1, 30);
        MemberName.Require(_name);
        command.Add(_output);
        command.Add(_name);
        command.Add(_years);
        command.Add(_password);
    }

    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string folder = arguments.GetRequiredValue(_output);
        string keyPath = Path.Combine(folder, CertificateAuthority.KeyFile), certificatePath = Path.Combine(folder, CertificateAuthority.CertificateFileName);
        NewFiles.RequireAbsent(keyPath, certificatePath);
        string? password = PrivateFile.ReadPassword(arguments.GetValue(_password));
        using CertificateAuthority authority = CertificateAuthority.Create(
            arguments.GetRequiredValue(_name),
            TimeSpan.FromDays(DaysOfYear * arguments.GetValue(_years)),
            TimeProvider.System);
        NewFiles.Write(folder, NewFile.Private(keyPath, authority.KeyToPem(password)), NewFile.Public(certificatePath, CertificateFile.ToPem(authority.Certificate)));
        output.WriteResult($"{certificatePath}: the authority's certificate, valid until {authority.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}. It goes to every institution.");
        output.WriteResult($"{keyPath}: its private key, {(password is null ? "not encrypted (--password-file would)" : "encrypted")}. Whoever has it can admit members: keep it off the network.");
        output.WriteResult($"SHA-256 of the certificate: {Fingerprint.Of(authority.Certificate)}");
        return Task.CompletedTask;
    }
}
