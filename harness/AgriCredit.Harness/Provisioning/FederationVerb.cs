using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Provisioning;

/// <summary><c>provision federation</c>: makes the roster out of the members' certificates.</summary>
internal sealed class FederationVerb : Verb
{
    private const string AddressMark = "@https://";

    private readonly Option<string> _coordinator = new("--coordinator") { Description = "The coordinator: its certificate, and where parties reach it.", Required = true, HelpName = "ID=FILE@https://HOST:PORT" };
    private readonly Option<string[]> _party = new("--party") { Description = "A party and its certificate; once for each, in the order of the session plan.", Required = true, HelpName = "ID=FILE" };
    private readonly Option<string[]> _authority = new("--authority") { Description = "The certificate of an authority that issued members' certificates; once for each.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _output = new("--output") { Description = "The roster to write.", Required = true, HelpName = "FILE" };

    public FederationVerb()
        : base("federation", "Makes the roster, the same file for every institution, out of the members' certificates. It holds nothing secret.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} provision federation --coordinator hub=hub.crt@https://hub.example:8443 --party bank-a=bank-a.crt --party bank-b=bank-b.crt --authority authority/authority.crt --output federation.json",
    ];

    protected override void AddOptions(Command command)
    {
        command.Add(_coordinator);
        command.Add(_party);
        command.Add(_authority);
        command.Add(_output);
    }

    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_output);
        NewFiles.RequireAbsent(path);
        string coordinator = arguments.GetRequiredValue(_coordinator);
        int mark = coordinator.LastIndexOf(AddressMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            throw new HarnessException(ExitCode.Usage, $"{_coordinator.Name}: expected {_coordinator.HelpName}, got '{coordinator}'.");
        }

        (string id, string certificate) = Split(_coordinator, coordinator[..mark]);
        var section = new FederationSection
        {
            Coordinator = new CoordinatorMember { Id = id, Certificate = certificate, Address = coordinator[(mark + 1)..] },
            Parties = [.. arguments.GetRequiredValue(_party).Select(party => Split(_party, party)).Select(party => new PartyMember { Id = party.Id, Certificate = party.File })],
            Authorities = arguments.GetRequiredValue(_authority),
        };
        using FederationRoster roster = FederationRoster.Create(section, path);
        if (roster.FindCertificateFaults(TimeProvider.System) is { Count: > 0 } faults)
        {
            throw new HarnessException(ExitCode.Usage, $"{(faults.Count == 1 ? "A certificate" : $"{faults.Count} certificates")} would be refused:", faults);
        }

        NewFiles.Write(Path.GetDirectoryName(Path.GetFullPath(path))!, NewFile.Public(path, ScenarioJson.Write(roster.Section)));
        output.WriteResult($"{path}: the roster of the coordinator '{roster.Coordinator}' at {roster.Address} and {roster.Parties.Count} parties.");
        foreach (PartyId member in roster.Parties.Prepend(roster.Coordinator))
        {
            X509Certificate2 own = roster.Certificate(member);
            output.WriteResult($"  {member}: {own.Subject}, valid until {own.NotAfter.ToUniversalTime():yyyy-MM-dd}, SHA-256 of the public key {Fingerprint.Of(own.PublicKey)}");
        }

        output.WriteResult($"SHA-256 of the roster: {roster.Fingerprint} (every institution's preflight shows it; compare)");
        return Task.CompletedTask;
    }

    private static (string Id, string File) Split(Option option, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? (text[..equals], text[(equals + 1)..])
            : throw new HarnessException(ExitCode.Usage, $"{option.Name}: expected {option.HelpName}, got '{text}'.");
    }
}
