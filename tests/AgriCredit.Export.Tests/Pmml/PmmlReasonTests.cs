using System.Xml.Linq;
using CsCheck;

namespace AgriCredit.Export.Tests.Pmml;

/// <summary>Reason codes of scorecards against the scorer's, in an engine that ranks all characteristics and in one that leaves out those that gained.</summary>
public sealed class PmmlReasonTests
{
    public static TheoryData<ReasonPolicy> Policies => [.. Enum.GetValues<ReasonPolicy>()];

    // Cuts, weights of evidence, shares, coefficients: whatever a scorecard may have, and applicants at its cuts.
    private static readonly Gen<(double[] Cuts, double[] Woe, double[] Shares, double Coefficient, int Missing, double[] Values)[]> Features = Gen.Select(
        Gen.Double[-100, 100].Array[0, 4],
        Gen.Double[-2, 2].Array[6],
        Gen.Double[0.05, 1].Array[6],
        Gen.Double[-2, 2],
        Gen.Int[0, 2],
        Gen.Double[-120, 120].Array[20]).Array[1, 6];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Reasons_AreTheScorers(ReasonPolicy policy)
    {
        CreditModel model = PmmlModels.Scorecard(policy);
        var check = new PmmlCheck(model);
        double[][] values = [.. model.InputFeatures.Select(feature => feature.Transform is WoeTransform { Categories.Count: > 0 } woe ? [.. Enumerable.Range(0, woe.Categories.Count + 1)] : PmmlCheck.Edges(feature))];
        var random = new Random(20_261_124);

        bool[] scored = [.. Enumerable.Range(0, 3000).Select(_ => check.Row([.. values.Select(list => list[random.Next(list.Length)])]))];

        Assert.InRange(scored.Count(row => row), 300, 2900);
        Assert.All(model.GoldenVectors, vector => Assert.True(check.Row([.. vector.Inputs])));
    }

    [Fact]
    public void RandomScorecards_ScoreAndReasonAsTheScorerDoes() => Gen.Select(Features, Gen.Int[0, 2], Gen.Int[1, 6], Gen.Double[450, 650]).Sample(
        (features, policy, maximum, cutOff) =>
        {
            CreditModel model = PmmlModels.Of(
                [.. features.Select((feature, index) => Feature($"x{index}", feature.Cuts, feature.Woe, feature.Shares, feature.Missing))],
                [.. features.Select(feature => feature.Coefficient)],
                new ReasonRules((ReasonPolicy)policy, cutOff, maximum));
            var check = new PmmlCheck(model);
            double[][] values = [.. features.Select((feature, index) => PmmlCheck.Edges(model.InputFeatures[index]).Concat(feature.Values).ToArray())];
            for (int row = 0; row < 60; row++)
            {
                check.Row([.. values.Select((list, input) => list[((row * (input + 3)) + input) % list.Length])]);
            }
        },
        iter: 60);

    [Fact]
    public void ApplicantAtTheBestAttainableScore_HasNoReasons()
    {
        CreditModel model = PmmlModels.Scorecard(ReasonPolicy.BestAttainable);
        Dictionary<string, object?> outputs = new PmmlEvaluator(PmmlModels.Write(model)).Evaluate(
            new Dictionary<string, object?> { ["age"] = 50.0, ["term <months>"] = 6.0, ["none"] = "a b", ["reason_1"] = -1.0, ["weak"] = -1.0 })!;

        Assert.Equal(["points", "logit", "pd", "reason_1_", "reason_2", "reason_3", "reason_4"], outputs.Keys);
        Assert.DoesNotContain(outputs.Values, value => value is string);
    }

    [Fact]
    public void WorkedExample_HasItsReasons()
    {
        CreditModel model = PmmlModels.Scorecard(ReasonPolicy.BestAttainable, maximum: 2);
        Dictionary<string, object?> outputs = new PmmlEvaluator(PmmlModels.Write(model)).Evaluate(
            new Dictionary<string, object?> { ["age"] = 20.0, ["term <months>"] = null, ["none"] = "c\\d", ["reason_1"] = -1.0, ["weak"] = 1.0 })!;

        // On the scale of the logit: age costs 1.1 * 1.7 = 1.87, the category 0.9 * 1.05 = 0.945, the unknown term, scored as 20 months, 0.7 * 0.5 = 0.35, which is the third.
        Assert.Equal("A1", outputs["reason_1_"]);
        Assert.Equal("none", outputs["reason_2"]);
        Assert.Equal(5, outputs.Count);
    }

    [Fact]
    public void ModelWithoutReasonsInPmml_HasADocumentWithoutThem()
    {
        CheckWithout(PmmlModels.Scorecard(ReasonPolicy.PopulationMean, group: "both"), "Features 'term <months>' and 'none' are one group, 'both'");
        CheckWithout(PmmlModels.OfCategories("rice"), "Feature 'crop' has no known mean of training");
        CheckWithout(PmmlModels.Of([new ModelFeature("rain", new StandardiseTransform(1, 2))], [0.5]), "Feature 'rain' has no bins");
        Assert.Null(PmmlExport.ReasonFault(PmmlModels.Scorecard(ReasonPolicy.PopulationMean)));
    }

    private static void CheckWithout(CreditModel model, string fault)
    {
        Assert.StartsWith(fault, PmmlExport.ReasonFault(model), StringComparison.Ordinal);
        XElement[] elements = [.. PmmlModels.Write(model).Descendants()];
        Assert.DoesNotContain(elements, element => element.Attribute("reasonCode") is not null || element.Text("feature") == "reasonCode");
        Assert.All(elements.Where(element => element.Name.LocalName == "Scorecard"), scorecard => Assert.Equal("false", scorecard.Text("useReasonCodes")));
    }

    private static ModelFeature Feature(string name, double[] cuts, double[] woe, double[] shares, int missing)
    {
        double[] bounds = [double.NegativeInfinity, .. cuts.Distinct().Order(), double.PositiveInfinity];
        int bins = bounds.Length - 1 + (missing == 0 ? 1 : 0);
        double all = shares.Take(bins).Sum();
        WoeBin[] intervals = [.. bounds.SkipLast(1).Select((low, index) => WoeBin.Interval(low, bounds[index + 1], woe[index], shares[index] / all, index == 1 ? new ReasonText($"{name}-1", "a", "b") : null))];
        return missing switch
        {
            0 => new ModelFeature(name, new WoeTransform([.. intervals, WoeBin.Missing(woe[bins - 1], shares[bins - 1] / all)]), missing: MissingPolicy.Bin),
            1 => new ModelFeature(name, new WoeTransform(intervals), missing: MissingPolicy.Mean, valueWhenMissing: 1.5),
            _ => new ModelFeature(name, new WoeTransform(intervals)),
        };
    }
}
