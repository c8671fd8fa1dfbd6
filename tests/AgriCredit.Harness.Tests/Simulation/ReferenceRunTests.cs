using System.Text.Json;
using System.Text.Json.Nodes;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Simulation;

/// <summary>The shipped scenarios on real loans, through the whole command line and gRPC, against fits by R and scikit-learn.</summary>
public sealed class ReferenceRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DataTheory]
    [InlineData("sba-agri", "sba_agri", "agri.json")]
    [InlineData("sba-agri-small-banks", "sba_agri", "agri.json")]
    [InlineData("sba-banks", "sba_banks", "banks.json")]
    [InlineData("sba-all-sectors", "sba_all_sectors", "all_sectors.json")]
    [InlineData("default-credit", "default_credit", "homo.json")]
    public async Task Simulate_OnRealLoans_MeetsTheReferenceFit(string scenario, string data, string reference)
    {
        JsonElement metrics = await SimulateAsync(scenario, data);
        JsonElement fit = TestData.Reference(data, "reference", reference).At("pooled", "unpenalised");

        AssertClose(fit.Numbers("coef"), Weights(metrics), 1e-8);
        AssertClose(fit.Numbers("se"), [.. metrics.At("model", "standardErrors").EnumerateObject().Select(error => error.Value.GetDouble())], 1e-8);
        Assert.Equal(fit.At("log_likelihood_train").GetDouble(), metrics.At("train", "logLikelihood").GetDouble(), 1e-5);
        AssertTestMetrics(fit.At("test"), metrics.At("test"));
        Assert.True(metrics.At("pooled", "maxCoefficientDifference").GetDouble() <= 1e-8);
        Assert.True(metrics.At("converged").GetBoolean());
    }

    [DataTheory]
    [InlineData("sba-agri", "sba_agri", "agri.json", "0.001")]
    [InlineData("sba-agri", "sba_agri", "agri.json", "0.01")]
    [InlineData("sba-banks", "sba_banks", "banks.json", "0.001")]
    [InlineData("default-credit", "default_credit", "homo.json", "0.001")]
    public async Task Simulate_WithL2_MeetsTheReferenceFit(string scenario, string data, string reference, string lambda)
    {
        string file = Change(scenario, $"\"l2\": {lambda}");
        JsonElement metrics = await SimulateAsync(file, data);
        JsonElement fit = TestData.Reference(data, "reference", reference).At("pooled", $"l2_lambda_{lambda}");

        AssertClose(fit.Numbers("coef"), Weights(metrics), 1e-8);
        AssertTestMetrics(fit.At("test"), metrics.At("test"));
    }

    [DataFact]
    public async Task Simulate_WithL2_ReportsEachPartyAlone()
    {
        JsonElement metrics = await SimulateAsync(Change("sba-agri", "\"l2\": 0.001"), "sba_agri");
        JsonElement parties = TestData.Reference("sba_agri", "reference", "agri.json").At("horizontal", "parties");
        foreach (JsonElement party in metrics.At("parties").EnumerateArray())
        {
            JsonElement expected = parties.GetProperty(party.At("id").GetString()!);
            AssertTestMetrics(expected.At("local_on_all_test"), party.At("local", "test"));
            AssertTestMetrics(expected.At("local_on_own_test"), party.At("ownTest", "local"));
            AssertTestMetrics(expected.At("pooled_on_own_test"), party.At("ownTest", "federated"));
        }
    }

    [DataTheory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task FedSgd_OnRealLoans_FollowsTheReferenceTrace(int rounds)
    {
        string file = Change("sba-agri", $"\"optimizer\": \"fedsgd\", \"learningRate\": 1, \"l2\": 0.001, \"tolerance\": 0, \"maxRounds\": {rounds}", "rareCategory", "rowMinimum");
        JsonElement metrics = await SimulateAsync(file, "sba_agri");
        double[] expected = TestData.Reference("sba_agri", "reference", "agri.json").Numbers("pooled", "gradient_descent_trace", "at", $"{rounds}", "coef");

        AssertClose(expected, Weights(metrics), 1e-7);
        Assert.Equal(rounds, metrics.At("rounds").GetInt32());
        Assert.False(metrics.At("converged").GetBoolean());
    }

    [DataTheory]
    [InlineData("mathnet", "\"learningRate\": 0.05, \"batchSize\": 32, \"localEpochs\": 2")]
    [InlineData("mlnet", "\"learningRate\": 0.01, \"localEpochs\": 2")]
    public async Task FedAvg_WithEitherTrainer_ComesNearTheNewtonFit(string trainer, string options)
    {
        string file = Change("sba-agri", $"\"optimizer\": \"fedavg\", \"trainer\": \"{trainer}\", {options}, \"maxRounds\": 20", "rareCategory", "rowMinimum");
        JsonElement metrics = await SimulateAsync(file, "sba_agri");
        double[] newton = TestData.Reference("sba_agri", "reference", "agri.json").Numbers("pooled", "unpenalised", "coef");

        // Averaged local models are not the maximum of the likelihood: this bounds how far they may stay from it.
        AssertClose(newton, Weights(metrics), 0.25);
        Assert.True(metrics.At("test", "auc").GetDouble() > 0.73);
    }

    [DataFact]
    public async Task Simulate_ResilientWithThreeDropOuts_EqualsThePooledFitOfThoseWhoStayed()
    {
        JsonNode root = JsonNode.Parse(
            ShippedScenarios.Read("sba-agri-small-banks"), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        root["aggregation"] = JsonNode.Parse("""
            {
              "mode": "resilient",
              "drop": [
                { "party": "3", "round": 2, "at": "beforeInput" },
                { "party": "7", "round": 3, "at": "afterInput" },
                { "party": "12", "round": 4, "at": "beforeUnmask" }
              ]
            }
            """);
        JsonElement metrics = await SimulateAsync(_folder.Write("drop.json", root.ToJsonString()), "sba_agri");

        Assert.Equal(["3", "7", "12"], metrics.At("aggregation", "droppedOut").EnumerateArray().Select(party => party.GetString()));
        Assert.Equal("resilient", metrics.At("aggregation", "mode").GetString());
        Assert.True(metrics.At("pooled", "maxCoefficientDifference").GetDouble() <= 1e-8);
        JsonElement[] stayed = [.. metrics.At("parties").EnumerateArray().Where(party => party.At("id").GetString() is not ("3" or "7" or "12"))];
        Assert.Equal(17, stayed.Length);
        Assert.Equal(stayed.Sum(party => party.At("rows").GetInt64()), metrics.At("train", "rows").GetInt64());
        Assert.Equal(stayed.Sum(party => party.At("defaults").GetInt64()), metrics.At("train", "defaults").GetInt64());

        // The reference fit is of all twenty: near, and not the same.
        double[] all = TestData.Reference("sba_agri", "reference", "agri.json").Numbers("pooled", "unpenalised", "coef");
        AssertClose(all, Weights(metrics), 0.1);
        Assert.Contains(metrics.At("learnt").EnumerateArray(), item => item.At("what").GetString()!.StartsWith("'12' dropped out", StringComparison.Ordinal));
    }

    /// <summary>Writes a shipped scenario with other training options, kept together with its own.</summary>
    private string Change(string scenario, string training, params string[] waivers)
    {
        JsonNode root = JsonNode.Parse(ShippedScenarios.Read(scenario), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        JsonObject section = root["training"] as JsonObject ?? [];
        foreach ((string key, JsonNode? value) in JsonNode.Parse($"{{ {training} }}")!.AsObject())
        {
            section[key] = value!.DeepClone();
        }

        root["training"] = section.DeepClone();
        if (waivers.Length > 0)
        {
            root["privacy"] = new JsonObject { ["waivers"] = new JsonArray([.. waivers.Select(waiver => JsonValue.Create(waiver))]) };
        }

        return _folder.Write($"{scenario}.json", root.ToJsonString());
    }

    private async Task<JsonElement> SimulateAsync(string scenario, string data)
    {
        CliRun run = await CliRun.RunAsync(
            "simulate", scenario, "--data", TestData.PathOf(data), "--out", _folder.PathOf("run"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        using JsonDocument document = JsonDocument.Parse(run.Results);
        return document.RootElement.Clone();
    }

    private static double[] Weights(JsonElement metrics) =>
        [metrics.At("model", "intercept").GetDouble(), .. metrics.At("model", "coefficients").EnumerateObject().Select(weight => weight.Value.GetDouble())];

    private static void AssertTestMetrics(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.At("auc").GetDouble(), actual.At("auc").GetDouble(), 1e-9);
        Assert.Equal(expected.At("ks").GetDouble(), actual.At("ks").GetDouble(), 1e-9);
        Assert.Equal(expected.At("brier").GetDouble(), actual.At("brier").GetDouble(), 1e-9);
        Assert.Equal(expected.At("log_loss").GetDouble(), actual.At("logLoss").GetDouble(), 1e-9);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
