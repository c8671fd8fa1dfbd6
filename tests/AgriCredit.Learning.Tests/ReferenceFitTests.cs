using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Learning.Tests;

/// <summary>Fits of real loans against Newton in NumPy, R glm and scikit-learn.</summary>
public class ReferenceFitTests
{
    public static TheoryData<string> Unpenalised => ["sba_agri/agri", "sba_agri/agri_no_term", "sba_banks/banks", "sba_all_sectors/all_sectors", "default_credit/homo", "default_credit/hetero"];

    public static TheoryData<string> All => ["sba_agri/agri", "sba_agri/agri_no_term", "sba_banks/banks", "sba_all_sectors/all_sectors", "default_credit/homo", "default_credit/hetero", "breast/hetero"];

    public static TheoryData<string> Horizontal => ["sba_agri/agri", "sba_agri/agri_no_term", "sba_banks/banks", "sba_all_sectors/all_sectors", "default_credit/homo"];

    [DataTheory]
    [MemberData(nameof(Unpenalised))]
    public void MaximumLikelihoodEqualsReference(string name)
    {
        LoanSet set = LoanSet.Named(name);
        JsonElement expected = set.Reference.At("pooled", "unpenalised");
        LogisticFit fit = LogisticRegression.Fit(set.TrainMatrix, new TrainingOptions());
        Assert.True(fit.Converged);
        Near.Equal(expected.Numbers("coef"), fit.Weights, Near.Reference);
        Near.Equal(expected.Numbers("se"), fit.Inference!.StandardErrors, Near.Reference);
        Assert.Equal(expected.At("log_likelihood_train").GetDouble(), fit.LogLikelihood, 1e-12 * set.Train.RowCount);
        Assert.Equal(-2 * fit.LogLikelihood, fit.Deviance);
        Assert.Equal(fit.Deviance + (2 * (set.Train.FeatureCount + 1)), fit.Aic);
        Near.Metrics(expected.At("train"), set.TrainMatrix, fit.Weights);
        Near.Metrics(expected.At("test"), set.TestMatrix, fit.Weights);
    }

    [DataTheory]
    [MemberData(nameof(All))]
    public void RidgeEqualsReference(string name)
    {
        LoanSet set = LoanSet.Named(name);
        foreach (string penalty in new[] { "0.001", "0.01" })
        {
            JsonElement expected = set.Reference.At("pooled", "l2_lambda_" + penalty);
            LogisticFit fit = LogisticRegression.Fit(set.TrainMatrix, new TrainingOptions { L2 = double.Parse(penalty) });
            Assert.True(fit.Converged);
            Near.Equal(expected.Numbers("coef"), fit.Weights, Near.Reference);
            Assert.Equal(expected.At("objective_value").GetDouble(), fit.Objective, 1e-12);
            Near.Metrics(expected.At("test"), set.TestMatrix, fit.Weights);
        }
    }

    [DataTheory]
    [InlineData("default_credit", "unpenalised", 0)]
    [InlineData("default_credit", "l2_lambda_0.001", 0.001)]
    [InlineData("default_credit", "l2_lambda_0.01", 0.01)]
    [InlineData("default_credit", "l2_lambda_0.1", 0.1)]
    [InlineData("breast", "l2_lambda_0.001", 0.001)]
    [InlineData("breast", "l2_lambda_0.01", 0.01)]
    [InlineData("breast", "l2_lambda_0.1", 0.1)]
    public void WholeTableEqualsReference(string folder, string key, double l2)
    {
        DesignMatrix table = LoanSet.Named(folder + "/hetero").WholeTable();
        JsonElement expected = TestData.Reference(folder, "reference", "in_sample.json").At(key);
        LogisticFit fit = LogisticRegression.Fit(table, new TrainingOptions { L2 = l2 });
        Near.Equal(expected.Numbers("coef"), fit.Weights, Near.Reference);
        Near.Metrics(expected, table, fit.Weights);
    }

    [DataTheory]
    [MemberData(nameof(Horizontal))]
    public void EachPartyAloneEqualsReference(string name)
    {
        LoanSet set = LoanSet.Named(name);
        string[] named = [.. set.Reference.At("horizontal", "parties").EnumerateObject().Select(party => party.Name)];
        foreach (JsonProperty party in set.Reference.At("horizontal", "parties").EnumerateObject())
        {
            DesignMatrix own = DesignMatrix.Create(set.Train.Select(RowsOf(set.TrainParties, party.Name, named)), set.Scale);
            LogisticFit fit = LogisticRegression.Fit(own, new TrainingOptions { L2 = 0.001 });
            Assert.Equal(party.Value.At("n_train").GetInt32(), own.RowCount);
            Near.Equal(party.Value.Numbers("local_coef"), fit.Weights, Near.Reference);
            Near.Metrics(party.Value.At("local_on_all_test"), set.TestMatrix, fit.Weights);
            if (party.Value.TryGetProperty("local_on_own_test", out JsonElement ownTest) && ownTest.At("auc").ValueKind == JsonValueKind.Number)
            {
                Near.Metrics(ownTest, DesignMatrix.Create(set.Test.Select(RowsOf(set.TestParties, party.Name, named)), set.Scale), fit.Weights);
            }
        }
    }

    [DataTheory]
    [MemberData(nameof(All))]
    public void GradientDescentEqualsTrace(string name)
    {
        LoanSet set = LoanSet.Named(name);
        JsonElement trace = set.Reference.At("pooled", "gradient_descent_trace");
        foreach (JsonProperty at in trace.At("at").EnumerateObject())
        {
            var options = new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 1, L2 = 0.001, Tolerance = 0, MaxRounds = int.Parse(at.Name) };
            LogisticFit fit = LogisticRegression.Fit(set.TrainMatrix, options);
            Assert.Equal(OptimizerState.RoundLimit, fit.State);
            Assert.Equal(options.MaxRounds, fit.Rounds);
            Near.Equal(at.Value.Numbers("coef"), fit.Weights, Near.Reference);
            double squares = fit.Weights[1..].ToArray().Sum(weight => weight * weight);
            Assert.Equal(at.Value.At("objective").GetDouble(), (-fit.LogLikelihood / set.Train.RowCount) + (0.0005 * squares), 1e-12);
        }
    }

    [DataFact]
    public void ScaleEqualsReference()
    {
        LoanSet set = LoanSet.Named("sba_agri/agri");
        JsonElement scaling = set.Reference.At("scaling");
        Near.Equal([.. LoanSet.SbaFeatures.Select(name => scaling.At("mean", name).GetDouble())], set.Scale.Means, 1e-11);
        Near.Equal([.. LoanSet.SbaFeatures.Select(name => scaling.At("sd", name).GetDouble())], set.Scale.StandardDeviations, 1e-11);
    }

    [DataFact]
    public void SmallPartiesAloneEqualReference()
    {
        LoanSet set = LoanSet.Named("sba_agri/agri");
        JsonElement expected = TestData.Reference("sba_agri", "reference", "agri_small_parties.json").At("K=20");

        // Training row k is data row i = k + k/4 + 1, so i // 5 = k / 4.
        double[] areas = [.. Enumerable.Range(0, 20).Select(party =>
        {
            int[] rows = [.. Enumerable.Range(0, set.Train.RowCount).Where(row => row / 4 % 20 == party)];
            LogisticFit fit = LogisticRegression.Fit(DesignMatrix.Create(set.Train.Select(rows), set.Scale), new TrainingOptions { L2 = 0.001 });
            return ClassificationMetrics.FromLogits(Near.Logits(set.TestMatrix, fit.Weights), set.TestMatrix.Labels).Auc!.Value;
        })];
        Assert.Equal(expected.At("local_auc_mean").GetDouble(), areas.Average(), Near.Reference);
        Assert.Equal(expected.At("local_auc_min").GetDouble(), areas.Min(), Near.Reference);
        Assert.Equal(expected.At("local_auc_max").GetDouble(), areas.Max(), Near.Reference);
    }

    private static int[] RowsOf(string[] parties, string name, string[] named) =>
        name == "OTHER" ? [.. Enumerable.Range(0, parties.Length).Where(row => !named.Contains(parties[row]))] : LoanSet.RowsWhere(parties, name);
}
