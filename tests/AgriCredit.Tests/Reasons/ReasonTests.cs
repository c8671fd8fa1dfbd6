using CsCheck;

namespace AgriCredit.Tests.Reasons;

public class ReasonTests
{
    // Points by hand as in PointsTableTests. Population means: age 0.1304 * -31.27 + 0.3043 * -2.74 + 0.4609 * 23.79 + 0.1043 * -7.47 = 5.27,
    // crop 0.6 * 15.87 + 0.2 * -22.22 + 0.15 * -6.35 + 0.05 * -3.17 = 3.97.
    [Fact]
    public void WorkedExample_AgainstThePopulationMean()
    {
        CreditScore score = new CreditScorer(TestModels.Scorecard()).Explain([22, 2]);
        Assert.Equal(["age", "C1"], score.ReasonCodes.Select(reason => reason.Code));
        Assert.Equal(31.27 + 5.27, score.ReasonCodes[0].PointsLost, 0.02);
        Assert.Equal(22.22 + 3.97, score.ReasonCodes[1].PointsLost, 0.02);
        Assert.Equal("age is too low", score.ReasonCodes[0].Text);
        Assert.Equal("age过低", score.ReasonCodes[0].TextIn("zh-CN"));
        Assert.Equal("作物价格波动大", score.ReasonCodes[1].TextIn("zh"));
        Assert.Equal("The crop has a volatile price", score.ReasonCodes[1].TextIn("de"));
    }

    [Fact]
    public void WorkedExample_AgainstTheBestAttainable()
    {
        CreditScore score = new CreditScorer(TestModels.Scorecard(new ReasonRules(ReasonPolicy.BestAttainable))).Explain([30, 3]);
        Assert.Equal(["age", "C1"], score.ReasonCodes.Select(reason => reason.Code));
        Assert.Equal(2.74 + 23.79, score.ReasonCodes[0].PointsLost, 0.02);
        Assert.Equal(15.87 + 6.35, score.ReasonCodes[1].PointsLost, 0.02);
    }

    // Mean total 541.86 + 5.27 + 3.97 = 551.10, best 541.86 + 23.79 + 15.87 = 581.52; the cut-off 566.31 lies half-way.
    [Fact]
    public void WorkedExample_AgainstTheCutOff()
    {
        CreditScore score = new CreditScorer(TestModels.Scorecard(new ReasonRules(ReasonPolicy.ApprovalCutOff, 566.31))).Explain([30, 1]);
        Assert.Equal(["age"], score.ReasonCodes.Select(reason => reason.Code));
        Assert.Equal(2.74 + ((5.27 + 23.79) / 2), score.ReasonCodes[0].PointsLost, 0.02);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(551)]
    [InlineData(2000)]
    public void CutOffReferences_AddUpToTheCutOffOrToTheNearestEnd(double cutOff)
    {
        CreditModel model = TestModels.Scorecard();
        (double Any, double Known)[] references = ReasonReferences.Find(model.Terms, model.Scaling, new ReasonRules(ReasonPolicy.ApprovalCutOff, cutOff), out _)!;
        double total = model.Scaling.ToPoints(model.Terms.Intercept + references.Sum(reference => reference.Any)).Value;
        double[] ends = [model.Scaling.ToPoints(Worst(-0.9 * -1.2039728, -1.1 * -0.7)).Value, model.Scaling.ToPoints(Worst(-0.9 * 0.9162907, -1.1 * 0.5)).Value];
        Assert.Equal(Math.Clamp(cutOff, ends[0], ends[1]), total, 1e-4);

        double Worst(double age, double crop) => model.Terms.Intercept + age + crop;
    }

    [Fact]
    public void MissingValue_HasItsOwnReason()
    {
        CreditScore score = new CreditScorer(TestModels.Scorecard()).Explain([double.NaN, 0]);
        Assert.Equal("A9", Assert.Single(score.ReasonCodes).Code);
        Assert.Equal("Age is not stated", score.ReasonCodes[0].Text);
    }

    [Theory]
    [InlineData(ReasonPolicy.PopulationMean)]
    [InlineData(ReasonPolicy.BestAttainable)]
    [InlineData(ReasonPolicy.ApprovalCutOff)]
    public void BestAttainableApplicant_HasNoReasons(ReasonPolicy policy)
    {
        CreditScore score = new CreditScorer(TestModels.Scorecard(new ReasonRules(policy, 560))).Explain([55, 1]);
        Assert.True(score.HasReasonCodes);
        Assert.Empty(score.ReasonCodes);
    }

    [Fact]
    public void BestAttainableApplicant_OfALinearModel_HasNoReasons()
    {
        CreditModel model = TestModels.Smallholder();
        Assert.Empty(new CreditScorer(model).Explain([360, -12.25, 3.4]).ReasonCodes);
        Assert.DoesNotContain(new CreditScorer(model).Explain([83.7, 12.5, 0.4]).ReasonCodes, reason => reason.Group != "rain");
    }

    public static TheoryData<ReasonPolicy> Policies => [ReasonPolicy.PopulationMean, ReasonPolicy.BestAttainable];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Reasons_AreRankedPositiveDistinctAndCapped(ReasonPolicy policy) => Gen.Select(Gen.Int[1, 30], Gen.Int, Gen.Int[1, 8]).Sample(
        (inputs, seed, maximum) =>
        {
            var scorer = new CreditScorer(Explained(inputs, seed, new ReasonRules(policy, maximum: maximum)));
            Assert.True(scorer.CanExplain, scorer.ExplainFault);
            double[] row = [.. TestModels.PiecewiseRows(scorer.Model, 1, seed)];
            IReadOnlyList<ReasonCode> reasons = scorer.Explain(row).ReasonCodes;
            Assert.True(reasons.Count <= maximum);
            Assert.Equal(reasons.Count, reasons.Select(reason => reason.Group).Distinct().Count());
            Assert.Equal(reasons.OrderByDescending(reason => reason.PointsLost), reasons);
            Assert.All(reasons, reason => Assert.True(reason.PointsLost > 0 && reason.Text.Length > 0 && reason.Code.Length > 0));
            foreach (ReasonCode reason in reasons)
            {
                Assert.Contains(scorer.Model.Features.Index(), feature => feature.Item.Source == reason.Input && scorer.Model.Coefficients[feature.Index] != 0);
                Assert.Equal(reason.Group, scorer.Model.Features.First(feature => feature.Name == reason.Feature).Group);
            }

            // The cost of a group is what its inputs lose against the references, whichever way it is added up.
            var references = ReasonReferences.Find(scorer.Model.Terms, scorer.Model.Scaling, scorer.Model.Reasons, out _)!;
            var costs = scorer.Model.InputList.Select((input, index) => (input.Feature.Group, Cost: scorer.Model.Scaling.Factor * (scorer.Model.Terms.Terms[index].Evaluate(row[index]) - references[index].Any)))
                .GroupBy(cost => cost.Group).Select(group => (group.Key, Cost: group.Sum(cost => cost.Cost))).Where(cost => cost.Cost > 1e-6).OrderByDescending(cost => cost.Cost).Take(maximum);
            Assert.Equal(costs.Select(cost => cost.Key), reasons.Select(reason => reason.Group));
        },
        iter: 300);

    [Fact]
    public void FeatureWithoutWeight_IsNeverNamed()
    {
        CreditModel model = TestModels.Smallholder();
        var silent = new CreditModel(model.Features, -2, [0, 0.3, 0, 0], model.Scaling, model.Provenance);
        Assert.Equal(["plot_area_mu"], new CreditScorer(silent).Explain([360, 30, double.NaN]).ReasonCodes.Select(reason => reason.Feature));
    }

    [Fact]
    public void SpanOverload_WritesWhatTheListHolds_AsFarAsItHasRoom()
    {
        var scorer = new CreditScorer(Explained(23, 3, new ReasonRules(maximum: 6)));
        double[] row = [.. TestModels.PiecewiseRows(scorer.Model, 1, 3)];
        CreditScore listed = scorer.Explain(row);
        Assert.InRange(listed.ReasonCodes.Count, 4, 6);
        foreach (int room in new[] { 0, 1, 3, 6, 20 })
        {
            var reasons = new ReasonCode[room];
            CreditScore score = scorer.Explain(row, reasons, out int count);
            Assert.Equal(listed.Logit, score.Logit);
            Assert.False(score.HasReasonCodes);
            Assert.Equal(listed.ReasonCodes.Take(room), reasons[..count]);
        }
    }

    [Fact]
    public void ScoreWithoutReasons_SaysSo()
    {
        CreditScore score = new CreditScorer(TestModels.Scorecard()).Score([30, 0]);
        Assert.False(score.HasReasonCodes);
        Assert.Contains("Explain", Assert.Throws<InvalidOperationException>(() => score.ReasonCodes).Message, StringComparison.Ordinal);
        Assert.StartsWith("CreditScore { Logit = -", score.ToString(), StringComparison.Ordinal);
        CreditScore explained = new CreditScorer(TestModels.Scorecard()).Explain([30, 0]);
        Assert.NotEqual(score, explained);
        Assert.Equal(explained, new CreditScorer(TestModels.Scorecard()).Explain([30, 0]) with { });
    }

    [Fact]
    public void ModelWithoutKnownMean_SaysWhatIsMissing()
    {
        var model = new CreditModel([new ModelFeature("x", IdentityTransform.Instance)], 0, [1], new ScorecardScaling(), TestModels.Provenance);
        var scorer = new CreditScorer(model);
        Assert.False(scorer.CanExplain);
        Assert.Contains("'x' has no known mean", scorer.ExplainFault, StringComparison.Ordinal);
        Assert.Equal(scorer.ExplainFault, Assert.Throws<InvalidOperationException>(() => scorer.Explain([1])).Message);
        Assert.All(model.GoldenVectors, vector => Assert.Empty(vector.ReasonCodes));
    }

    [Fact]
    public void OneCodeForTwoGroups_IsRefused()
    {
        var text = new ReasonText("R1", "a", "b");
        ModelFeature[] features = [new("x", new StandardiseTransform(0, 1), reason: text), new("y", new StandardiseTransform(0, 1), reason: text)];
        Assert.Contains("'R1' belongs to the groups 'x' and 'y'", Assert.Throws<ArgumentException>(() => Model(features)).Message, StringComparison.Ordinal);
        ModelFeature[] grouped = [new("x", new StandardiseTransform(0, 1), reason: text), new("y", new StandardiseTransform(0, 1), group: "x", reason: text)];
        Assert.Equal(["R1"], new CreditScorer(Model(grouped)).Explain([1, 1]).ReasonCodes.Select(reason => reason.Code));

        static CreditModel Model(ModelFeature[] features) => new(features, 0, [1, 1], new ScorecardScaling(), TestModels.Provenance);
    }

    [Fact]
    public void DefaultCodes_AreDistinctFromTheCatalogues()
    {
        ModelFeature[] features =
        [
            new("y", new StandardiseTransform(0, 1), reason: new ReasonText("x", "a", "b")), new("x", new StandardiseTransform(0, 1)), new("a;b", new StandardiseTransform(0, 1)), new("a_b", new StandardiseTransform(0, 1)),
        ];
        var model = new CreditModel(features, 0, [4, 3, 2, 1], new ScorecardScaling(), TestModels.Provenance);
        Assert.Equal(["x", "x~2", "a_b", "a_b~2"], new CreditScorer(model).Explain([1, 1, 1, 1]).ReasonCodes.Select(reason => reason.Code));
    }

    [Fact]
    public void KeyFactors_AreNumberedInBothLanguages()
    {
        IReadOnlyList<ReasonCode> reasons = new CreditScorer(TestModels.Scorecard()).Explain([22, 2]).ReasonCodes;
        Assert.Equal("Principal reasons for the decision, the most important first:\n1. age is too low (age)\n2. The crop has a volatile price (C1)\n", KeyFactors.Write(reasons));
        Assert.Contains("2. 作物价格波动大 (C1)\n", KeyFactors.Write(reasons, "zh-CN"), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => KeyFactors.Write([]));
    }

    // A model of which every mean and range is known.
    private static CreditModel Explained(int inputs, int seed, ReasonRules rules)
    {
        CreditModel model = TestModels.Piecewise(inputs, seed);
        ModelFeature[] features = [.. model.Features.Select(feature => feature.Transform is WoeTransform || feature.IsIndicator ? feature : Known(feature))];
        double[] coefficients = [.. model.Coefficients.Select((coefficient, index) => index % 7 == 6 ? 0 : coefficient)];
        return new CreditModel(features, model.Intercept, coefficients, model.Scaling, model.Provenance, reasons: rules);

        static ModelFeature Known(ModelFeature feature) => new(
            feature.Name, feature.Transform, feature.Source, feature.Missing, feature.ValueWhenMissing, feature.Unit, feature.Range ?? new FeatureRange(-100, 100), feature.OutOfRange, group: feature.Group);
    }
}
