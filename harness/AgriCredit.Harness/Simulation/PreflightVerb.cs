using System.CommandLine;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary><c>preflight</c>: checks a scenario, its rows, the plan's bounds and the minimums, or what a member between institutions needs, without a session.</summary>
internal sealed class PreflightVerb : Verb
{
    private readonly ScenarioArguments _scenario = new();
    private readonly Option<string?> _party = new("--party") { Description = "Check a party's configuration, its files and rows, and that the coordinator can be reached.", HelpName = "CONFIG" };
    private readonly Option<string?> _coordinator = new("--coordinator") { Description = "Check a coordinator's configuration and its files.", HelpName = "CONFIG" };
    private readonly Option<string?> _dealer = new("--dealer") { Description = "Check a dealer's configuration, its files, and that the coordinator can be reached.", HelpName = "CONFIG" };
    private readonly Option<bool> _offline = new("--offline") { Description = "With --party or --dealer: do not ask the coordinator." };

    public PreflightVerb()
        : base("preflight", "Checks a scenario, or a member's configuration, before anything is sent.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} preflight sba-agri --data DIR",
        $"{Cli.ToolName} preflight --party party.json --offline",
        $"{Cli.ToolName} preflight --coordinator coordinator.json",
        $"{Cli.ToolName} preflight --dealer dealer.json",
    ];

    protected override void AddOptions(Command command)
    {
        _scenario.AddTo(command);
        command.Add(_party);
        command.Add(_coordinator);
        command.Add(_dealer);
        command.Add(_offline);
        command.Validators.Add(result =>
        {
            int members = new[] { _party, _coordinator, _dealer }.Count(member => result.GetResult(member) is not null);
            if (members > 1 || (members == 1 && _scenario.IsIn(result)))
            {
                result.AddError($"A scenario, {_party.Name}, {_coordinator.Name} and {_dealer.Name} exclude one another.");
            }
            else if (result.GetResult(_offline) is { Implicit: false } && result.GetResult(_party) is null && result.GetResult(_dealer) is null)
            {
                result.AddError($"{_offline.Name} goes with {_party.Name} and {_dealer.Name} only.");
            }
        });
    }

    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_party) is { } party)
        {
            await MemberPreflight.CheckPartyAsync(party, arguments.GetValue(_offline), output, cancellationToken);
        }
        else if (arguments.GetValue(_coordinator) is { } coordinator)
        {
            MemberPreflight.CheckCoordinator(coordinator, output);
        }
        else if (arguments.GetValue(_dealer) is { } dealer)
        {
            await MemberPreflight.CheckDealerAsync(dealer, arguments.GetValue(_offline), output, cancellationToken);
        }
        else
        {
            CheckScenario(arguments, output, cancellationToken);
        }
    }

    private void CheckScenario(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ScenarioFile file = _scenario.Load(arguments);
        if (file.Scenario.Partition is VerticalPartition)
        {
            WriteVertical(_scenario.LoadVerticalRows(arguments, file, cancellationToken), output);
            return;
        }

        LoadedScenario loaded = _scenario.LoadRows(arguments, file, cancellationToken);
        SessionRequest request = SessionTerms.Request(loaded);
        CheckValues(loaded);
        SessionTerms.RequireMinimums(loaded);
        if (SessionPreflight.CheckBounds(request, [.. loaded.Parties.Select(party => party.Train)]) is { } overflow)
        {
            throw SessionFailures.ToException(overflow, []);
        }

        Scenario scenario = loaded.Scenario;
        output.WriteResult($"'{scenario.Name}' is ready: {loaded.Parties.Count} parties, {loaded.Features.Count} features, up to {scenario.Training.MaxRounds} rounds of {request.Training.Optimizer}.");
        foreach (LoadedParty party in loaded.Parties)
        {
            output.WriteResult(
                $"  {party.Id}: {party.Train.RowCount:N0} training rows, {party.Train.DefaultCount:N0} defaults"
                + $" (minimum {PlanMinimums.RowMinimum(scenario.Training.MaxRounds, loaded.Features.Count):N0} rows)");
        }

        foreach (BrokenMinimum waived in SessionTerms.BrokenMinimums(loaded))
        {
            output.WriteResult($"  waived, {waived}");
        }
    }

    /// <summary>Nothing is summed over parties, so there is no bound to keep and no minimum; what the rows must be, loading has checked.</summary>
    private static void WriteVertical(LoadedVerticalScenario loaded, ConsoleOutput output)
    {
        string test = loaded.Test is { } rows ? $"{rows.RowCount:N0} test rows" : "no test rows";
        output.WriteResult(
            $"'{loaded.Scenario.Name}' is ready: {loaded.Sides.Count} parties, {loaded.Features.Count} features, {loaded.Train.RowCount:N0} training rows in common"
            + $" ({loaded.Train.DefaultCount:N0} defaults), {test}.");
        foreach (LoadedSide side in loaded.Sides)
        {
            output.WriteResult($"  {side.Id}{(side.Labels is null ? "" : ", with the label")}: {side.Ids.Count:N0} rows, {string.Join(", ", side.FeatureNames)}");
        }
    }

    /// <summary>Finds every feature beyond the value bound, as the parties would in the first round of training.</summary>
    private static void CheckValues(LoadedScenario loaded)
    {
        Dataset all = Dataset.Concatenate([.. loaded.Parties.Select(party => party.Train)]);
        bool standardise = loaded.Scenario.Training.Standardise;
        DesignMatrix design = DesignMatrix.Create(all, standardise ? Standardisation.FromRows(all) : Standardisation.Identity(all.FeatureCount));
        double bound = loaded.Scenario.Aggregation.ValueBound;
        string[] faults =
        [
            .. Enumerable.Range(0, all.FeatureCount)
                .Where(feature => !(design.MaxAbsolute(feature) <= bound))
                .Select(feature => $"{all.FeatureNames[feature]}: {design.MaxAbsolute(feature):0.##}{(standardise ? " standard deviations" : "")}"),
        ];
        if (faults.Length > 0)
        {
            throw new HarnessException(ExitCode.Usage, $"Features beyond the value bound of {bound} (raise aggregation.valueBound, or transform them):", faults);
        }
    }
}
