using System.CommandLine;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Provisioning;

/// <summary><c>provision kit</c>: makes for each institution the folder that it starts from.</summary>
internal sealed class KitVerb : Verb
{
    private const string ReadMe = "README.txt";

    private readonly Option<string> _federation = new("--federation") { Description = "The roster that 'provision federation' made.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _terms = new("--terms") { Description = "The terms that the institutions have agreed to.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _output = new("--output") { Description = "The folder for the kits, a folder in it for each member.", Required = true, HelpName = "DIR" };

    public KitVerb()
        : base("kit", "Makes a folder for each institution: roster, terms, its configuration to complete, and what to do next. It holds no key.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} provision kit --federation federation.json --terms terms.json --output kits",
        "# Send kits/bank-a to bank-a, which puts its member.key there and completes the query in party.json.",
    ];

    protected override void AddOptions(Command command)
    {
        command.Add(_federation);
        command.Add(_terms);
        command.Add(_output);
    }

    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string folder = arguments.GetRequiredValue(_output);
        using FederationRoster roster = FederationRoster.Load(arguments.GetRequiredValue(_federation));
        AgreedTerms terms = AgreedTerms.Load(arguments.GetRequiredValue(_terms));
        (PartyId Member, string Folder)[] kits = [.. roster.Parties.Prepend(roster.Coordinator).Select(member => (member, Path.Combine(folder, FolderName(member))))];
        if (kits.GroupBy(kit => kit.Folder).FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new HarnessException(ExitCode.Usage, $"{string.Join(" and ", shared.Select(kit => $"'{kit.Member}'"))} would share the folder '{shared.Key}'.");
        }

        string rosterText = ScenarioJson.Write(roster.Section), termsText = File.ReadAllText(terms.Source);
        NewFiles.Write(folder, [.. kits.SelectMany(kit => Files(kit.Member, kit.Folder))]);
        foreach ((PartyId member, string kit) in kits)
        {
            output.WriteResult($"{kit}: the kit of {(member == roster.Coordinator ? "the coordinator " : "")}'{member}'.");
        }

        return Task.CompletedTask;

        IEnumerable<NewFile> Files(PartyId member, string kit)
        {
            bool coordinates = member == roster.Coordinator;
            string configuration = coordinates ? MemberFiles.Coordinator : MemberFiles.Party;
            return
            [
                NewFile.Public(Path.Combine(kit, MemberFiles.DefaultFederation), rosterText),
                NewFile.Public(Path.Combine(kit, MemberFiles.DefaultTerms), termsText),
                NewFile.Public(Path.Combine(kit, configuration), coordinates ? CoordinatorText(roster) : PartyText(member, terms)),
                NewFile.Public(Path.Combine(kit, ReadMe), coordinates ? CoordinatorReadMe(roster, terms) : PartyReadMe(member, roster, terms)),
            ];
        }
    }

    /// <summary>The id, with what a file system may not take replaced.</summary>
    private static string FolderName(PartyId member)
    {
        string name = string.Concat(member.Value.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_'));
        return name.Trim('.').Length == 0 ? "_" : name;
    }

    private static string PartyText(PartyId party, AgreedTerms terms)
    {
        string columns = string.Join(", ", terms.Section.Features.Append(DataSection.DefaultLabel).Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        return $$"""
            {
              "party": {{Json(party.Value)}},
              "federation": "{{MemberFiles.DefaultFederation}}",
              "terms": "{{MemberFiles.DefaultTerms}}",
              // The private key that '{{Cli.ToolName}} provision request' made; mode 0600. "passwordFile" names the file that opens an encrypted one.
              "key": "{{MemberFiles.DefaultKey}}",
              // What the party remembers over restarts: never copy it, never go back to an older one.
              "state": "{{MemberFiles.DefaultState}}",
              "data": {
                // Yours to change: one DuckDB SELECT over your own CSV, CSV.gz or Parquet files that returns these columns.
                "query": {{Json($"select {columns} from 'loans.csv'")}},
                "label": "{{DataSection.DefaultLabel}}"
              },
              "output": "{{MemberFiles.DefaultOutput}}"
            }

            """;
    }

    private static string CoordinatorText(FederationRoster roster) => $$"""
        {
          "federation": "{{MemberFiles.DefaultFederation}}",
          "terms": "{{MemberFiles.DefaultTerms}}",
          // The private key that '{{Cli.ToolName}} provision request' made; mode 0600. "passwordFile" names the file that opens an encrypted one.
          "key": "{{MemberFiles.DefaultKey}}",
          // What the coordinator remembers over restarts: a file, or a PostgreSQL connection string.
          "state": "{{MemberFiles.DefaultState}}",
          // Parties reach it at {{roster.Address}}
          "listen": "0.0.0.0:{{roster.Address.Port}}",
          "output": "{{MemberFiles.DefaultOutput}}"
        }

        """;

    private static string PartyReadMe(PartyId party, FederationRoster roster, AgreedTerms terms) => $"""
        This is the kit of '{party}' in a federation with the coordinator '{roster.Coordinator}' at {roster.Address}.

        SHA-256 of the roster: {roster.Fingerprint}
        SHA-256 of the terms:  {terms.Fingerprint}
        Every institution must see the same two; compare them by telephone.

        1. Put the private key here that '{Cli.ToolName} provision request' made, as {MemberFiles.DefaultKey}, mode 0600.
        2. Read {MemberFiles.DefaultTerms}: it is what you agree to. A plan that differs from it is refused.
        3. Complete the query in {MemberFiles.Party}, so that it returns your loans.
        4. {Cli.ToolName} preflight --party {MemberFiles.Party}       (--offline before the coordinator runs)
        5. {Cli.ToolName} party {MemberFiles.Party}                  (--ask to read the plan and say yes at the terminal)

        The model is then in {MemberFiles.DefaultOutput}/SESSION/model.json, the same bytes at every institution.

        """;

    private static string CoordinatorReadMe(FederationRoster roster, AgreedTerms terms) => $"""
        This is the kit of the coordinator '{roster.Coordinator}', reached at {roster.Address}.

        SHA-256 of the roster: {roster.Fingerprint}
        SHA-256 of the terms:  {terms.Fingerprint}
        Every institution must see the same two; compare them by telephone.

        1. Put the private key here that '{Cli.ToolName} provision request' made, as {MemberFiles.DefaultKey}, mode 0600.
        2. {Cli.ToolName} preflight --coordinator {MemberFiles.Coordinator}
        3. {Cli.ToolName} coordinator {MemberFiles.Coordinator}
        4. Tell the parties to start; they have {terms.Section.Timeouts.CollectSeconds} seconds.

        """;

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text, ScenarioJson.Text);
}
