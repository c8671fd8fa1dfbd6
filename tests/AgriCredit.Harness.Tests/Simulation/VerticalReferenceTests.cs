using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Simulation;

/// <summary>The shipped vertical scenarios on real loans, alignment and shares included, against fits by R and scikit-learn.</summary>
public sealed class VerticalReferenceTests : IDisposable
{
    /// <summary>Largest difference of a coefficient; the README names it.</summary>
    private const double CoefficientBound = 1e-4;

    /// <summary>
    /// Of a standard error: five standard deviations of what random masks do to those of default_credit's past bills, which are nearly collinear. In 14 fits the one that was furthest off was so by 0.0012 in the root mean square.
    /// </summary>
    private const double ErrorBound = 6e-3;

    /// <summary>One pair of the 184,800 of a default and a good among the test rows of sba_agri is 5.4e-6.</summary>
    private const double AucBound = 1e-5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <param name="scenario">A shipped scenario.</param>
    /// <param name="data">The data's folder.</param>
    /// <param name="reference">The file of reference fits.</param>
    /// <param name="fit">The fit in it.</param>
    /// <param name="alone">The fit of the label holder alone in it.</param>
    [DataTheory]
    [InlineData("sba-agri-vertical", "sba_agri", "agri.json", "unpenalised", "bank_only")]
    [InlineData("default-credit-vertical", "default_credit", "hetero.json", "unpenalised", "guest_only")]
    [InlineData("default-credit-vertical-l2", "default_credit", "hetero.json", "l2_lambda_0.001", "guest_only")]
    public async Task Simulate_OnRealLoans_MeetsTheReferenceFit(string scenario, string data, string reference, string fit, string alone)
    {
        CliRun run = await CliRun.RunAsync("simulate", scenario, "--data", TestData.PathOf(data), "--out", _folder.PathOf("run"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        using JsonDocument document = JsonDocument.Parse(run.Results);
        JsonElement metrics = document.RootElement;
        JsonElement root = TestData.Reference(data, "reference", reference);
        JsonElement pooled = root.At("pooled", fit);

        string[] names = [.. root.At("pooled", "features").EnumerateArray().Select(name => name.GetString()!)];
        double[] coefficients = pooled.Numbers("coef");
        Assert.Equal(coefficients[0], metrics.At("model", "intercept").GetDouble(), CoefficientBound);
        for (int i = 1; i < names.Length; i++)
        {
            Assert.Equal(coefficients[i], metrics.At("model", "coefficients", names[i]).GetDouble(), CoefficientBound);
        }

        if (pooled.TryGetProperty("se", out _))
        {
            double[] errors = pooled.Numbers("se");
            for (int i = 0; i < names.Length; i++)
            {
                Assert.Equal(1, metrics.At("model", "standardErrors", names[i]).GetDouble() / errors[i], ErrorBound);
            }

            Assert.Equal(pooled.At("log_likelihood_train").GetDouble(), metrics.At("train", "logLikelihood").GetDouble(), 1e-4);
        }

        Assert.Equal(pooled.At("test", "auc").GetDouble(), metrics.At("test", "auc").GetDouble(), AucBound);
        Assert.Equal(pooled.At("test", "log_loss").GetDouble(), metrics.At("test", "logLoss").GetDouble(), 1e-5);
        AssertExact(pooled.At("test"), metrics.At("pooled", "test"));
        AssertExact(root.At("vertical", alone, fit, "test"), metrics.At("parties")[0].At("local", "test"));
        Assert.True(metrics.At("pooled", "maxCoefficientDifference").GetDouble() <= CoefficientBound);
        Assert.Equal(root.At("pooled", "n_train").GetInt64(), metrics.At("train", "rows").GetInt64());
        Assert.Equal(root.At("pooled", "n_default_train").GetInt64(), metrics.At("train", "defaults").GetInt64());
    }

    /// <summary>What is computed in plain double, in one place, is the reference to the last digits.</summary>
    private static void AssertExact(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.At("auc").GetDouble(), actual.At("auc").GetDouble(), 1e-9);
        Assert.Equal(expected.At("ks").GetDouble(), actual.At("ks").GetDouble(), 1e-9);
        Assert.Equal(expected.At("brier").GetDouble(), actual.At("brier").GetDouble(), 1e-9);
        Assert.Equal(expected.At("log_loss").GetDouble(), actual.At("logLoss").GetDouble(), 1e-9);
    }
}
