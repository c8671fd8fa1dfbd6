using System.CommandLine;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary><c>preflight</c>: checks a scenario, its rows, the plan's bounds and the minimums, without a session.</summary>
internal sealed class PreflightVerb : Verb
{
    private readonly ScenarioArguments _scenario = new();

    public PreflightVerb()
        : base("preflight", "Checks a scenario and its rows before anything is sent.")
    {
    }

    protected override void AddOptions(Command command) => _scenario.AddTo(command);

    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ScenarioFile file = _scenario.Load(arguments);
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

        return Task.CompletedTask;
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
