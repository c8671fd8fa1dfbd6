using System.Net;
using System.Text.Json;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Simulation;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Simulation;

/// <summary>What <c>simulate</c> does with a vertical scenario: figures, files, exit codes, nothing left behind.</summary>
public sealed class VerticalSimulationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_WithPartialOverlap_ComparesBankAloneJointAndPooled()
    {
        CliRun run = await SimulateAsync(VerticalScenarios.Create());

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        Assert.All(["bank alone", "Joint federated", "Joint pooled"], row => Assert.Contains(row, run.Results, StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Out, "metrics.json")));
        JsonElement metrics = document.RootElement;
        Assert.Equal("vertical", metrics.At("kind").GetString());
        Assert.True(metrics.At("pooled", "maxCoefficientDifference").GetDouble() <= 1e-3);

        // Of the bank's 1,200 rows 960 are for training, of these 800 from applicant 200 on; the cloud knows 1,300.
        Assert.Equal(800, metrics.At("train", "rows").GetInt64());
        Assert.Equal(200, metrics.At("test", "rows").GetInt64());
        JsonElement bank = metrics.At("parties")[0], cloud = metrics.At("parties")[1];
        Assert.Equal(("bank", 960, 800), (bank.At("id").GetString(), bank.At("rows").GetInt64(), bank.At("alignedRows").GetInt64()));
        Assert.Equal(("cloud", 1300, 800), (cloud.At("id").GetString(), cloud.At("rows").GetInt64(), cloud.At("alignedRows").GetInt64()));
        Assert.Equal(metrics.At("train", "defaults").GetInt64(), bank.At("defaults").GetInt64());
        Assert.Equal(JsonValueKind.Null, cloud.At("defaults").ValueKind);
        Assert.Equal("no label", cloud.At("local", "reason").GetString());
        Assert.Equal(["late", "share"], cloud.At("features").EnumerateArray().Select(feature => feature.GetString()));
        Assert.True(metrics.At("test", "auc").GetDouble() > bank.At("local", "test", "auc").GetDouble());
    }

    [Fact]
    public async Task Simulate_CountsBytesByRole_AndEstimatesTheWideAreaNetwork()
    {
        Assert.Equal(ExitCode.Done, (await SimulateAsync(VerticalScenarios.Create())).ExitCode);
        RunMetrics metrics = RunFiles.Read(Out).Metrics;

        WanFigures wan = metrics.Wan!;
        Assert.Equal(["bank", "cloud", "dealer"], wan.Roles.Select(role => role.Role));
        Assert.All(wan.Roles, role => Assert.True(role.BytesSent > 0 && role.BytesReceived > 0 && role.MessagesSent > 0));
        Assert.Equal(metrics.Bytes, wan.Roles.Sum(role => role.BytesSent));
        Assert.Equal(metrics.Bytes, wan.Roles.Sum(role => role.BytesReceived));
        Assert.All(metrics.Parties.Zip(wan.Roles), pair => Assert.Equal((pair.First.BytesSent, pair.First.BytesReceived), (pair.Second.BytesSent, pair.Second.BytesReceived)));
        Assert.True(metrics.Joint!.Exchanges > metrics.Rounds);
        Assert.Equal("bank", metrics.Joint.LabelHolder);
    }

    [Fact]
    public void WanEstimate_IsExchangesTimesLatencyAndTheFullerDirection()
    {
        WanFigures wan = WanEstimate.Create(100, [("bank", new Traffic(7, 25_000_000, 50_000_000)), ("dealer", new Traffic(3, 12_500_000, 10))]);

        Assert.Equal([8.0, 5.0], wan.Roles.Select(role => role.Seconds));
        Assert.Equal(8.0, wan.Seconds);
    }

    [Fact]
    public async Task Simulate_WritesSixFiles_AModelThatScoresAsTheMetricsSay_AndAReportOfWhatEachRoleLearnt()
    {
        Assert.Equal(ExitCode.Done, (await SimulateAsync(VerticalScenarios.Create())).ExitCode);

        Assert.Equal(
            ["metrics.json", "model-card.md", "model.json", "report.html", "rounds.csv", "scenario.json"],
            Directory.EnumerateFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Run run = RunFiles.Read(Out);
        ModelFigures model = run.Metrics.Model;
        double[] applicant = [2.5, 1, 3, 0.25];
        double logit = model.Intercept;
        for (int i = 0; i < applicant.Length; i++)
        {
            logit += model.Coefficients[i].Value * (applicant[i] - model.Mean![i].Value) / model.StandardDeviation![i].Value;
        }

        var scorer = new CreditScorer(run.Model);
        Assert.Equal(["amount", "insured", "late", "share"], scorer.Inputs);
        Assert.Equal(logit, scorer.Score(applicant).Logit, 1e-12);
        Assert.Equal(["bank", "cloud"], run.Model.Provenance.Parties);
        Assert.Equal("shares", run.Model.Provenance.AggregationMode);

        string report = WebUtility.HtmlDecode(await File.ReadAllTextAsync(Path.Combine(Out, "report.html")));
        Assert.All(["bank", "dealer", "relay", "nobody"], who => Assert.Contains(run.Metrics.Learnt, item => item.Who == who));
        Assert.All(run.Metrics.Learnt, item => Assert.Contains(item.What, report, StringComparison.Ordinal));
        Assert.Contains("Joint pooled", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfAVerticalRunBesideAHorizontalOne()
    {
        Assert.Equal(ExitCode.Done, (await SimulateAsync(VerticalScenarios.Create())).ExitCode);
        Assert.Equal(ExitCode.Done, (await CliRun.RunAsync("simulate", "farm-loans", "--out", _folder.PathOf("banks"))).ExitCode);
        CliRun report = await CliRun.RunAsync("report", Out, _folder.PathOf("banks"));

        Assert.True(report.ExitCode == ExitCode.Done, report.Messages);
    }

    [Fact]
    public async Task Simulate_WithTwoCloudsAndGapsToFill_MeetsThePooledFit()
    {
        string scenario = VerticalScenarios.Create(
            cloud: "select i as id, case when i % 11 > 0 then i % 7 end as late, (i * 7919 % 1009) / 1009.0 as share from range(200, 1500) t(i)",
            more: "\"missing\": { \"late\": \"indicator\" }",
            others: """, { "id": "sky", "features": ["rain"], "query": "select i as id, i * 31 % 101 as rain from range(1300) t(i)" }""");
        CliRun run = await SimulateAsync(scenario);

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        Run written = RunFiles.Read(Out);
        Assert.True(written.Metrics.Pooled!.MaxCoefficientDifference <= 1e-3);
        Assert.Equal(["amount", "insured", "late", "share", "late_missing", "rain"], written.Metrics.Model.Coefficients.Select(entry => entry.Key));
        Assert.Equal(["bank", "cloud", "sky", "dealer"], written.Metrics.Wan!.Roles.Select(role => role.Role));
        Assert.True(double.IsFinite(new CreditScorer(written.Model).Score([2.5, 1, double.NaN, 0.25, 50]).Logit));
    }

    public static TheoryData<string, string> BadData => new()
    {
        { VerticalScenarios.Create(cloud: "select 'c' || i as id, i % 7 as late, i as share from range(200) t(i)"), "none of the 960 training rows of 'bank'" },
        { VerticalScenarios.Create(cloud: "select *, 0 as \\\"default\\\" from (" + VerticalScenarios.Cloud + ")"), "two parties cannot both hold it" },
        { VerticalScenarios.Create(cloud: "select i % 7 as late, i as share from range(200) t(i)"), "no column 'id' (the id)" },
        { VerticalScenarios.Create(cloud: "select i // 2 as id, i % 7 as late, i as share from range(1500) t(i)"), "750 ids stand on more than one row: row 1 repeats row 0" },
        { VerticalScenarios.Create(cloud: "select i as id, 1 as late, i as share from range(1500) t(i)"), "feature 'late' of 'cloud' is constant" },
        { VerticalScenarios.Create(cloud: "select i as id, nullif(i % 7, 3) as late, i as share from range(1500) t(i)"), "feature 'late' has no value" },
        { VerticalScenarios.Create(cloudFeatures: "\"late\", \"amount\""), "feature 'amount' occurs at 'bank' already" },
        { VerticalScenarios.Create(others: """, { "id": "second", "label": true, "features": ["x"], "query": "q" }"""), "exactly one party holds the label" },
    };

    [Theory]
    [MemberData(nameof(BadData))]
    public async Task Simulate_OnBadData_IsOneMessageBeforeAnythingRuns(string scenario, string expected)
    {
        CliRun run = await SimulateAsync(scenario);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Messages, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("(i % 97 > 40)::int", "Separable")]
    [InlineData("(i % 97 / 10.0 + 3 * (i % 7) > 13)::int", "NotConverged,RangeExceeded")]
    public async Task Simulate_OnSeparableRows_FailsAndReleasesNothing(string label, string reasons)
    {
        CliRun run = await SimulateAsync(VerticalScenarios.Create(
            bank: $"select i as id, i % 97 / 10.0 as amount, (i % 3 = 0)::int as insured, {label} as \\\"default\\\" from range(1200) t(i)"));

        Assert.True(run.ExitCode == ExitCode.Failed, run.Messages);
        Assert.Contains(reasons.Split(','), reason => run.Messages.Contains(reason, StringComparison.Ordinal));
        AssertNothingLeft();
    }

    [Fact]
    public async Task Preflight_ShowsWhatIsInCommon()
    {
        CliRun run = await CliRun.RunAsync("preflight", _folder.Write("scenario.json", VerticalScenarios.Create()));

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        Assert.Contains("800 training rows in common", run.Results, StringComparison.Ordinal);
        Assert.Contains("bank, with the label: 960 rows, amount, insured", run.Results, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public void MostTelling_IsWhatTheRoleItComesFromSays()
    {
        PartyId bank = new("bank"), cloud = new("cloud");
        var heard = new JointFailure(JointFailureReason.ConstantColumn, cloud, "heard");
        var own = new JointFailure(JointFailureReason.ConstantColumn, cloud, "own");

        Assert.Same(own, JointFailures.MostTelling([(bank, heard), (cloud, own)]));
        Assert.Equal(ExitCode.Usage, JointFailures.ToException(own).ExitCode);
        Assert.Equal(ExitCode.Failed, JointFailures.ToException(new JointFailure(JointFailureReason.MemberLost, cloud, "gone")).ExitCode);
    }

    private Task<CliRun> SimulateAsync(string scenario, params string[] options) =>
        CliRun.RunAsync(["simulate", _folder.Write("scenario.json", scenario), "--out", Out, .. options]);

    private void AssertNothingLeft() => Assert.Equal(["scenario.json"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
}
