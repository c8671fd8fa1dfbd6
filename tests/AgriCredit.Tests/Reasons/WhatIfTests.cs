using CsCheck;

namespace AgriCredit.Tests.Reasons;

public class WhatIfTests
{
    [Fact]
    public void Interval_FromBelow_IsReachedAtItsLowerBound()
    {
        var scorer = new CreditScorer(TestModels.Scorecard());
        ReasonCode age = scorer.Explain([22, 0]).ReasonCodes[0];
        WhatIf change = scorer.WhatIf([22, 0], age, 580);
        Assert.Equal((WhatIfOutcome.Reaches, 40, 18), (change.Outcome, change.Value, change.Change));
        Assert.True(change.Score.Points.Value >= 580);
        Assert.Equal(25, scorer.WhatIf([22, 0], age, 550).Value);
        Assert.Equal(WhatIfOutcome.NoChangeSuffices, scorer.WhatIf([22, 0], age, 590).Outcome);
        Assert.Equal(WhatIfOutcome.AlreadyThere, scorer.WhatIf([22, 0], age, 500).Outcome);
        Assert.Equal("age: Reaches", change.ToString());
    }

    [Fact]
    public void Category_IsTheLeastOneThatSuffices()
    {
        var scorer = new CreditScorer(TestModels.Scorecard());
        ReasonCode crop = scorer.Explain([50, 2]).ReasonCodes[0];
        WhatIf change = scorer.WhatIf([50, 2], crop, 580);
        Assert.Equal((WhatIfOutcome.Reaches, "rice", 0), (change.Outcome, change.Category, change.Value));
        Assert.True(double.IsNaN(change.Change));
    }

    [Fact]
    public void MissingValue_GetsTheFewestPointsThatSuffice()
    {
        var scorer = new CreditScorer(TestModels.Scorecard());
        WhatIf change = scorer.WhatIf([double.NaN, 0], scorer.Explain([double.NaN, 0]).ReasonCodes[0], 554);
        Assert.Equal((WhatIfOutcome.Reaches, 25), (change.Outcome, change.Value));
        Assert.True(double.IsNaN(change.Change));
    }

    [Fact]
    public void Line_IsReachedAtTheLastBit() => Gen.Select(Gen.Double[1, 40], Gen.Double[0.1, 40]).Sample(
        (area, gain) =>
        {
            var scorer = new CreditScorer(TestModels.Smallholder());
            double[] row = [300, 12.5 + area, 0.9];
            CreditScore score = scorer.Explain(row);
            ReasonCode reason = score.ReasonCodes.First(candidate => candidate.Group == "plot_area_mu");
            double cutOff = score.Points.Value + gain;
            WhatIf change = scorer.WhatIf(row, reason, cutOff);
            Assert.Equal(WhatIfOutcome.Reaches, change.Outcome);
            Assert.True(change.Score.Points.Value >= cutOff);
            Assert.True(scorer.Score([300, Math.BitIncrement(change.Value), 0.9]).Points.Value < cutOff);
            Assert.Equal(change.Value - row[1], change.Change);
        },
        iter: 200);

    [Fact]
    public void Steps_AreKept()
    {
        var model = new CreditModel(
            [new ModelFeature("loans", new StandardiseTransform(2, 1), range: new FeatureRange(0, 12, 1)), new ModelFeature("land", new StandardiseTransform(0, 1))],
            0, [0.3, -0.1], new ScorecardScaling(), TestModels.Provenance);
        var scorer = new CreditScorer(model);
        CreditScore score = scorer.Explain([9, 0]);
        double lostByOne = model.Scaling.Factor * 0.3;
        WhatIf change = scorer.WhatIf([9, 0], score.ReasonCodes[0], score.Points.Value + (2.5 * lostByOne));
        Assert.Equal((6, -3), (change.Value, change.Change));
        Assert.Equal(WhatIfOutcome.NoChangeSuffices, scorer.WhatIf([9, 0], score.ReasonCodes[0], score.Points.Value + (9.5 * lostByOne)).Outcome);
        Assert.Equal(0, scorer.WhatIf([9, 0], score.ReasonCodes[0], score.Points.Value + (8.5 * lostByOne)).Value);
        Assert.Equal(8, scorer.WhatIf([9, 0], score.ReasonCodes[0], score.Points.Value + (0.5 * lostByOne)).Value);
    }

    [Fact]
    public void Change_AlwaysCrossesOrIsNone() => Gen.Select(Gen.Int[1, 12], Gen.Int, Gen.Double[-5, 30]).Sample(
        (inputs, seed, gain) =>
        {
            CreditModel model = TestModels.Piecewise(inputs, seed, new ReasonRules(ReasonPolicy.PopulationMean));
            var scorer = new CreditScorer(model);
            if (!scorer.CanExplain)
            {
                return;
            }

            double[] row = [.. TestModels.PiecewiseRows(model, 1, seed)];
            CreditScore score = scorer.Explain(row);
            foreach (ReasonCode reason in score.ReasonCodes)
            {
                WhatIf change = scorer.WhatIf(row, reason, score.Points.Value + gain);
                Assert.Equal(score.Points.Value + gain <= score.Points.Value, change.Outcome == WhatIfOutcome.AlreadyThere);
                if (change.Outcome == WhatIfOutcome.Reaches)
                {
                    double[] changed = [.. row];
                    changed[model.Inputs.ToList().IndexOf(reason.Input)] = change.Value;
                    Assert.Equal(change.Score, scorer.Score(changed));
                    Assert.True(change.Score.Points.Value >= score.Points.Value + gain);
                }
            }
        },
        iter: 300);

    [Fact]
    public void ForeignReasonAndNoCutOff_AreRefused()
    {
        var scorer = new CreditScorer(TestModels.Scorecard());
        ReasonCode reason = scorer.Explain([22, 0]).ReasonCodes[0];
        Assert.Throws<ArgumentException>(() => scorer.WhatIf([22, 0], reason));
        Assert.Throws<ArgumentException>(() => scorer.WhatIf([22, 0], default, 500));
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.WhatIf([22, 0], reason, double.NaN));
        Assert.Equal(WhatIfOutcome.Reaches, new CreditScorer(TestModels.Scorecard(new ReasonRules(cutOffPoints: 560))).WhatIf([22, 0], reason).Outcome);
    }
}
