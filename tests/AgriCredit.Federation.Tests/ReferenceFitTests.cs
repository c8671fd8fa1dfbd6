using System.Globalization;
using System.Text.Json;
using AgriCredit.Learning;
using AgriCredit.Testing;

namespace AgriCredit.Federation.Tests;

public class ReferenceFitTests
{
    [DataFact]
    public async Task Newton_OnFourBlocksOfRealFarmLoans_EqualsTheReference()
    {
        JsonElement reference = TestData.Reference("sba_agri", "reference", "agri.json");
        using var federation = new InMemoryFederation(AgriBlocks());
        SessionOutcome outcome = await federation.RunAsync();

        Assert.True(outcome.IsFinished, outcome.Failure?.ToString());
        double[] expected = reference.Numbers("pooled", "unpenalised", "coef");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], outcome.Result.Weights[i], 1e-8);
        }

        Assert.Equal(reference.At("pooled", "unpenalised", "log_likelihood_train").GetDouble(), -outcome.Result.Loss, 1e-5);
    }

    [DataFact]
    public async Task StandardErrors_OfRealFarmLoans_EqualTheReference()
    {
        JsonElement reference = TestData.Reference("sba_agri", "reference", "agri.json");
        using var federation = new InMemoryFederation(AgriBlocks());
        SessionResult result = (await federation.RunAsync()).Result!;
        FitInference? inference = FitInference.FromSums(result.Weights.ToArray(), result.Pooled.Rows, result.Hessian.ToArray(), l2: 0);
        double[] expected = reference.Numbers("pooled", "unpenalised", "se");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], inference!.StandardErrors[i], 1e-8);
        }
    }

    [DataTheory]
    [InlineData("l2_lambda_0.001", 0.001)]
    [InlineData("l2_lambda_0.01", 0.01)]
    public async Task PenalisedFit_OfRealFarmLoans_EqualsTheReference(string name, double l2)
    {
        JsonElement reference = TestData.Reference("sba_agri", "reference", "agri.json");
        using var federation = new InMemoryFederation(AgriBlocks(), Terms.With(new TrainingOptions { L2 = l2 }));
        SessionOutcome outcome = await federation.RunAsync();
        AssertClose(reference.Numbers("pooled", name, "coef"), outcome.Result!.Weights, 1e-8);
    }

    [DataTheory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task GradientDescent_OnRealFarmLoans_FollowsTheReferenceTrace(int rounds)
    {
        JsonElement reference = TestData.Reference("sba_agri", "reference", "agri.json");
        var training = new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 1, L2 = 0.001, Tolerance = 0, MaxRounds = rounds };
        using var federation = new InMemoryFederation(AgriBlocks(), Terms.With(training));
        SessionOutcome outcome = await federation.RunAsync();
        AssertClose(reference.Numbers("pooled", "gradient_descent_trace", "at", rounds.ToString(CultureInfo.InvariantCulture), "coef"), outcome.Result!.Weights, 1e-7);
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    private static Dataset[] AgriBlocks()
    {
        IReadOnlyDictionary<string, string[]> csv = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        double[] Numbers(string name) => [.. csv[name].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        double[] gross = Numbers("gr_appv_usd");
        double[] guaranteed = Numbers("sba_appv_usd");
        double[][] columns =
        [
            Numbers("term_months"),
            [.. gross.Select(amount => Math.Log(amount))],
            [.. guaranteed.Select((amount, row) => amount / gross[row])],
            Numbers("new_business"),
            Numbers("rev_line_cr"),
            Numbers("low_doc"),
        ];
        var all = new Dataset(
            ["term_months", "ln_gr_appv", "guarantee_share", "new_business", "rev_line_cr", "low_doc"],
            columns,
            [.. csv["default"].Select(text => byte.Parse(text, CultureInfo.InvariantCulture))]);
        return
        [
            .. csv["block"].Distinct().Select(block => all.Select(
                [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 != 0 && csv["block"][row] == block)])),
        ];
    }
}
