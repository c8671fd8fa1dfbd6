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
    private const string KeyComment = $"The private key that '{Cli.ToolName} provision request' made; mode 0600. \"passwordFile\" names the file that opens an encrypted one.";

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
        if (terms.Partition is { } partition)
        {
            JointMembers.Require(roster, partition, terms.Source);
        }

        (PartyId Member, string Folder)[] kits = [.. roster.Parties.Prepend(roster.Coordinator).Select(member => (member, Path.Combine(folder, FolderName(member))))];
        if (kits.GroupBy(kit => kit.Folder).FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new HarnessException(ExitCode.Usage, $"{string.Join(" and ", shared.Select(kit => $"'{kit.Member}'"))} would share the folder '{shared.Key}'.");
        }

        string rosterText = ScenarioJson.Write(roster.Section), termsText = File.ReadAllText(terms.Source);
        NewFiles.Write(folder, [.. kits.SelectMany(kit => Files(kit.Member, kit.Folder))]);
        foreach ((PartyId member, string kit) in kits)
        {
            string role = member == roster.Coordinator ? "the coordinator " : IsDealer(member, terms) ? "the dealer " : "";
            output.WriteResult($"{kit}: the kit of {role}'{member}'.");
        }

        return Task.CompletedTask;

        IEnumerable<NewFile> Files(PartyId member, string kit)
        {
            (string configuration, string content, string readMe) =
                member == roster.Coordinator ? (MemberFiles.Coordinator, CoordinatorText(roster, terms), CoordinatorReadMe(roster, terms))
                : IsDealer(member, terms) ? (MemberFiles.Dealer, DealerText(), DealerReadMe(roster, terms))
                : (MemberFiles.Party, PartyText(member, terms), PartyReadMe(member, roster, terms));
            return
            [
                NewFile.Public(Path.Combine(kit, MemberFiles.DefaultFederation), rosterText),
                NewFile.Public(Path.Combine(kit, MemberFiles.DefaultTerms), termsText),
                NewFile.Public(Path.Combine(kit, configuration), content),
                NewFile.Public(Path.Combine(kit, ReadMe), readMe),
            ];
        }
    }

    /// <summary>The id, with what a file system may not take replaced.</summary>
    private static string FolderName(PartyId member)
    {
        string name = string.Concat(member.Value.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_'));
        return name.Trim('.').Length == 0 ? "_" : name;
    }

    private static bool IsDealer(PartyId member, AgreedTerms terms) => terms.Partition is not null && member.Value == VerticalPartition.Dealer;

    private static string PartyText(PartyId party, AgreedTerms terms)
    {
        IEnumerable<string> names = terms.Partition?.Parties.First(other => other.Id == party.Value) is { } own
            ? [terms.Section.Id!, .. own.Features, .. own.Label ? [DataSection.DefaultLabel] : Array.Empty<string>()]
            : terms.Section.Features!.Append(DataSection.DefaultLabel);
        string columns = string.Join(", ", names.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        bool hasLabel = terms.Partition is not { } partition || partition.Parties.First(other => other.Id == party.Value).Label;
        string label = hasLabel ? $",\n    \"label\": \"{DataSection.DefaultLabel}\"" : "";
        string state = terms.Partition is null
            ? $"\n  // What the party remembers over restarts: never copy it, never go back to an older one.\n  \"state\": \"{MemberFiles.DefaultState}\","
            : "";
        return $$"""
            {
              "party": {{Json(party.Value)}},
              "federation": "{{MemberFiles.DefaultFederation}}",
              "terms": "{{MemberFiles.DefaultTerms}}",
              // {{KeyComment}}
              "key": "{{MemberFiles.DefaultKey}}",{{state}}
              "data": {
                // Yours to change: one DuckDB SELECT over your own CSV, CSV.gz or Parquet files that returns these columns.
                "query": {{Json($"select {columns} from 'loans.csv'")}}{{label}}
              },
              "output": "{{MemberFiles.DefaultOutput}}"
            }

            """;
    }

    private static string CoordinatorText(FederationRoster roster, AgreedTerms terms)
    {
        string state = terms.Partition is null
            ? $"\n  // What the coordinator remembers over restarts: a file, or a PostgreSQL connection string.\n  \"state\": \"{MemberFiles.DefaultState}\","
            : "";
        string output = terms.Partition is null ? $",\n  \"output\": \"{MemberFiles.DefaultOutput}\"" : "";
        return $$"""
            {
              "federation": "{{MemberFiles.DefaultFederation}}",
              "terms": "{{MemberFiles.DefaultTerms}}",
              // {{KeyComment}}
              "key": "{{MemberFiles.DefaultKey}}",{{state}}
              // Parties reach it at {{roster.Address}}
              "listen": "0.0.0.0:{{roster.Address.Port}}"{{output}}
            }

            """;
    }

    private static string DealerText() => $$"""
        {
          "federation": "{{MemberFiles.DefaultFederation}}",
          "terms": "{{MemberFiles.DefaultTerms}}",
          // {{KeyComment}}
          "key": "{{MemberFiles.DefaultKey}}"
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

        {Result(terms)}

        """;

    private static string CoordinatorReadMe(FederationRoster roster, AgreedTerms terms) => $"""
        This is the kit of the coordinator '{roster.Coordinator}', reached at {roster.Address}.

        SHA-256 of the roster: {roster.Fingerprint}
        SHA-256 of the terms:  {terms.Fingerprint}
        Every institution must see the same two; compare them by telephone.

        1. Put the private key here that '{Cli.ToolName} provision request' made, as {MemberFiles.DefaultKey}, mode 0600.
        2. {Cli.ToolName} preflight --coordinator {MemberFiles.Coordinator}
        3. {Cli.ToolName} coordinator {MemberFiles.Coordinator}{(terms.Partition is null ? "" : "          (it carries sealed messages, for any number of sessions, until Ctrl-C)")}
        4. Tell the {(terms.Partition is null ? "parties" : "dealer and the parties")} to start; they have {terms.Section.Timeouts.CollectSeconds} seconds.

        """;

    private static string DealerReadMe(FederationRoster roster, AgreedTerms terms) => $"""
        This is the kit of the dealer '{VerticalPartition.Dealer}' in a federation with the coordinator '{roster.Coordinator}' at {roster.Address}.
        Whoever runs it must be none of the parties: the dealer and one party together could read another's rows.

        SHA-256 of the roster: {roster.Fingerprint}
        SHA-256 of the terms:  {terms.Fingerprint}
        Every institution must see the same two; compare them by telephone.

        1. Put the private key here that '{Cli.ToolName} provision request' made, as {MemberFiles.DefaultKey}, mode 0600.
        2. {Cli.ToolName} preflight --dealer {MemberFiles.Dealer}     (--offline before the coordinator runs)
        3. {Cli.ToolName} dealer {MemberFiles.Dealer}                (once for each session)

        """;

    private static string Result(AgreedTerms terms) =>
        terms.Partition is null ? $"The model is then in {MemberFiles.DefaultOutput}/SESSION/model.json, the same bytes at every institution."
        : terms.Section.Release == ReleaseName.Joined ? $"The whole model is then in {MemberFiles.DefaultOutput}/SESSION/model.json, the same at every party."
        : $"The coefficients of your own columns are then in {MemberFiles.DefaultOutput}/SESSION/part.json; nobody has the others'.";

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text, ScenarioJson.Text);
}
