using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Simulation;

/// <summary>What <c>simulate</c> and <c>preflight</c> do beside the figures: exit codes, one message, nothing left behind.</summary>
public sealed class SimulateVerbTests : IDisposable
{
    private const int Rows = 1200;
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_WithoutArgumentsButAFolder_RunsTheShippedFarmLoans()
    {
        CliRun run = await CliRun.RunAsync("simulate", "--out", Out);

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        Assert.Contains("Federated", run.Results, StringComparison.Ordinal);
        Assert.Contains("Pooled", run.Results, StringComparison.Ordinal);
        Assert.Equal(
            ["metrics.json", "model-card.md", "model.json", "report.html", "rounds.csv", "scenario.json"],
            Directory.EnumerateFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Simulate_Twice_WritesTheSameModel()
    {
        string scenario = WriteScenario();
        Assert.Equal(ExitCode.Done, (await Simulate(scenario)).ExitCode);
        byte[] first = await File.ReadAllBytesAsync(Path.Combine(Out, "model.json"));
        Assert.Equal(ExitCode.Done, (await Simulate(scenario)).ExitCode);

        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(Out, "model.json")));
    }

    [Fact]
    public async Task Simulate_TheWrittenModel_ScoresAsTheMetricsSay()
    {
        Assert.Equal(ExitCode.Done, (await Simulate(WriteScenario())).ExitCode);
        var scorer = CreditScorer.Load(Path.Combine(Out, "model.json"));
        using JsonDocument metrics = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Out, "metrics.json")));
        JsonElement model = metrics.RootElement.At("model");
        double logit = model.At("intercept").GetDouble();
        double[] applicant = [1.25, 1];
        foreach ((string name, int index) in new[] { ("amount", 0), ("insured", 1) })
        {
            logit += model.At("coefficients", name).GetDouble() * (applicant[index] - model.At("mean", name).GetDouble()) / model.At("standardDeviation", name).GetDouble();
        }

        Assert.Equal(logit, scorer.Score(applicant).Logit, 1e-12);
    }

    [Fact]
    public async Task Simulate_WithOnePartyOfASingleClass_EqualsThePooledFit()
    {
        CliRun run = await Simulate(WriteScenario(label: "(party <> 'c' and noise < 0.2 + 0.1 * amount)::int"), "--json");

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        using JsonDocument metrics = JsonDocument.Parse(run.Results);
        Assert.True(metrics.RootElement.At("pooled", "maxCoefficientDifference").GetDouble() <= 1e-8);
        Assert.Contains("one class", metrics.RootElement.At("parties")[2].At("local", "reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rowMinimum")]
    [InlineData("rareCategory")]
    [InlineData("aggregateDisclosure")]
    public async Task Simulate_BelowAMinimum_IsRefusedNamingIt(string rule)
    {
        string scenario = rule switch
        {
            "rowMinimum" => WriteScenario(rows: 900, waivers: ""),
            "rareCategory" => WriteScenario(rows: 6000, insured: "(i % 100 < 3)::int * (party <> 'b' or i < 30)::int", waivers: ""),
            _ => WriteScenario(rows: 6000, parties: 2, waivers: ""),
        };
        CliRun run = await Simulate(scenario);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains(rule, run.Messages, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("(amount > 1.5)::int", 1, "TrainingFailed")]
    [InlineData("0", 2, "label")]
    [InlineData("2 * (noise < 0.3)::int", 2, "'default'")]
    public async Task Simulate_OnALabelThatCannotBeFitted_SaysSo(string label, int exitCode, string named)
    {
        CliRun run = await Simulate(WriteScenario(label: label));

        Assert.True((int)run.ExitCode == exitCode, $"{label}: {run.ExitCode} {run.Messages}");
        Assert.Contains(named, run.Messages, StringComparison.OrdinalIgnoreCase);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Simulate_WithAValueBeyondTheBound_NamesTheFeature()
    {
        CliRun run = await Simulate(WriteScenario(amount: "case when i = 7 then 1000000.0 else amount0 end", aggregation: "\"valueBound\": 20"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("ValueOutOfRange", run.Messages, StringComparison.Ordinal);
        Assert.Contains("'amount'", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("beforeInput")]
    [InlineData("afterInput")]
    public async Task Simulate_WhenAPartyLeaves_EndsWithoutAModel(string moment)
    {
        string drop = $"\"drop\": [ {{ \"party\": \"b\", \"round\": 2, \"at\": \"{moment}\" }} ]";
        CliRun run = await Simulate(WriteScenario(aggregation: drop));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("MissingParty", run.Messages, StringComparison.Ordinal);
        Assert.Contains("'b'", run.Messages, StringComparison.Ordinal);
        Assert.Contains("training round", run.Messages, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Simulate_WithAPartyNamedAsTheCoordinator_SaysSo()
    {
        CliRun run = await Simulate(WriteScenario(name: "case i % 3 when 0 then 'coordinator' else chr((97 + i % 3)::int) end"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("'coordinator'", run.Messages, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Simulate_WhenCancelled_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        CliRun run = await CliRun.RunAsync(cancelled.Token, "simulate", WriteScenario(rows: 200_000), "--out", Out);

        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("\"mode\": \"resilient\", \"collusion\": 2", "$.aggregation.collusion: 2; with 3 parties resilient aggregation takes 1 to 1.")]
    [InlineData("\"mode\": \"resilient\", \"collusion\": 0", "$.aggregation.collusion: 0; with 3 parties resilient aggregation takes 1 to 1.")]
    public async Task Simulate_WithMoreColludersThanTheModeBears_IsRefused(string aggregation, string expected)
    {
        CliRun run = await Simulate(WriteScenario(aggregation: aggregation));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Messages, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Simulate_ResilientWithMoreDropOutsThanItBears_FailsNamingThem()
    {
        CliRun run = await Simulate(WriteScenario(aggregation: """
            "mode": "resilient", "drop": [ { "party": "a", "round": 1, "at": "beforeInput" } ]
            """));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("TooFewSurvivors", run.Messages, StringComparison.Ordinal);
        Assert.Contains("'a'", run.Messages, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Simulate_IntoAFolderOfOtherFiles_IsRefused()
    {
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Combine(Out, "precious.txt"), "mine");
        CliRun run = await Simulate(WriteScenario());

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal(["precious.txt"], Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Preflight_OnASoundScenario_ShowsThePartiesAndSendsNothing()
    {
        CliRun run = await CliRun.RunAsync("preflight", WriteScenario());

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        Assert.Contains("is ready: 3 parties", run.Results, StringComparison.Ordinal);
        Assert.Contains("waived, rowMinimum", run.Results, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Preflight_OnAnOverflowingPlan_SaysSo()
    {
        CliRun run = await CliRun.RunAsync("preflight", WriteScenario(aggregation: "\"valueBound\": 1e12"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("PlanOverflow", run.Messages, StringComparison.Ordinal);
    }

    private Task<CliRun> Simulate(string scenario, params string[] options) =>
        CliRun.RunAsync(["simulate", scenario, "--out", Out, .. options]);

    private void AssertNothingLeft() => Assert.Equal(["scenario.json"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));

    /// <summary>A scenario over rows that its own query makes up: no file, no chance.</summary>
    private string WriteScenario(
        int rows = Rows,
        int parties = 3,
        string? name = null,
        string amount = "amount0",
        string insured = "(i % 3 = 0)::int",
        string label = "(noise < 0.2 + 0.1 * amount - 0.05 * insured)::int",
        string waivers = "\"rowMinimum\", \"rareCategory\"",
        string aggregation = "") =>
        _folder.Write("scenario.json", $$"""
            {
              "name": "made-up",
              "data": {
                "query": "with numbers as (select i, {{name ?? $"chr((97 + i % {parties})::int)"}} as party, (i * 7919 % 1009) / 1009.0 * 3 as amount0, (i * 104729 % 10007) / 10007.0 as noise from range({{rows}}) t(i)), rows as (select i, party, noise, {{amount}} as amount, {{insured}} as insured from numbers) select party, amount, insured, {{label}} as \"default\" from rows order by i",
                "features": ["amount", "insured"],
                "test": { "everyNth": 5 }
              },
              "partition": { "kind": "horizontal", "by": "party" },
              "aggregation": { {{aggregation}} },
              "privacy": { "waivers": [ {{waivers}} ] }
            }
            """);
}
