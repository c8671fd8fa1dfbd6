using CsCheck;

namespace AgriCredit.Tests.Scorecards;

public class PointsTableTests
{
    // By hand: factor 20 / ln 2 = 28.8539, offset 600 - factor ln 50 = 487.1229, intercept ln 0.15 = -1.89712; age below 25 has WOE ln(0.1 / (1/3)) = ln 0.3 = -1.20397.
    [Fact]
    public void Scorecard_HasThePointsOfTheFormula()
    {
        PointsTable table = PointsTable.Create(TestModels.Scorecard());
        Assert.Equal(1, table.Decimals);
        Assert.Equal(541.86, table.ExactBasePoints, 0.005);
        Assert.Equal(541.9, table.BasePoints);
        Assert.Equal(["(-inf, 25)", "[25, 40)", "[40, +inf)", "missing", "{rice, wheat}", "{pepper}", "other", "missing"], table.Rows.Select(row => row.Bin!.Label));
        Assert.Equal([-31.3, -2.7, 23.8, -7.5, 15.9, -22.2, -6.3, -3.2], table.Rows.Select(row => row.Points));
    }

    [Fact]
    public void Total_OfAnExample()
    {
        CreditModel model = TestModels.Scorecard();
        double[] applicant = [30, 2];
        Assert.Equal(517, PointsTable.Create(model).Total(applicant));
        Assert.Equal(541.86 - 2.736 - 22.217, new CreditScorer(model).Score(applicant).Points.Value, 0.01);
    }

    [Fact]
    public void Total_StaysWithinOnePointOfTheExactScore() => Gen.Select(Gen.Int[1, 120], Gen.Int).Sample(
        (inputs, seed) =>
        {
            CreditModel model = Bins(inputs, seed);
            PointsTable table = PointsTable.Create(model);
            var scorer = new CreditScorer(model);
            Assert.True(inputs + 1 <= Math.Pow(10, table.Decimals));
            var random = new Random(seed);
            for (int row = 0; row < 50; row++)
            {
                double[] applicant = [.. Enumerable.Range(0, inputs).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble() * 6)];
                Assert.InRange(Math.Abs(table.Total(applicant) - scorer.Score(applicant).Points.Value), 0, 1);
            }
        },
        iter: 200);

    // The rounding of every line may err the same way: the bound holds for that applicant too.
    [Fact]
    public void Total_OfTheWorstRounding_StaysWithinOnePoint()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            CreditModel model = Bins(99, seed);
            PointsTable table = PointsTable.Create(model);
            double[] worst = [.. Enumerable.Range(0, 99).Select(input => (double)table.Rows.Where(row => row.Feature == model.Features[input]).Take(6).Index().MaxBy(row => row.Item.Points - row.Item.Exact).Index)];
            Assert.InRange(Math.Abs(table.Total(worst) - new CreditScorer(model).Score(worst).Points.Value), 0, 1);
        }
    }

    [Fact]
    public void ModelWithoutBins_HasNoTable()
    {
        Assert.False(PointsTable.Fits(TestModels.Smallholder()));
        Assert.Contains("'term_months' has no bins", Assert.Throws<ArgumentException>(() => PointsTable.Create(TestModels.Smallholder())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PointsTable.Create(TestModels.Scorecard()).Total([1]));
        Assert.Throws<ArgumentException>(() => PointsTable.Create(TestModels.Scorecard()).Total([30, 17]));
    }

    [Fact]
    public void PointsAndProbabilities_ConvertBothWays() => Gen.Double[1e-9, 1 - 1e-9].Sample(value =>
    {
        var scaling = new ScorecardScaling();
        Points points = scaling.ToPoints(new Probability(value));
        Assert.Equal(600 + (20 * Math.Log2((1 - value) / value / 50)), points.Value, 1e-6);
        Assert.Equal(value, scaling.ToProbability(points).Value, 1e-12);
        Assert.Equal(-3.5, scaling.ToLogit(scaling.ToPoints(-3.5)), 1e-12);
    });

    [Fact]
    public void CertainProbabilities_HaveNoPoints()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScorecardScaling().ToPoints(new Probability(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScorecardScaling().ToPoints(new Probability(1)));
    }

    private static CreditModel Bins(int inputs, int seed)
    {
        var random = new Random(seed);
        ModelFeature[] features =
        [
            .. Enumerable.Range(0, inputs).Select(i => new ModelFeature(
                $"x{i}",
                new WoeTransform(
                [
                    .. Enumerable.Range(0, 6).Select(bin => WoeBin.Interval(bin == 0 ? double.NegativeInfinity : bin, bin == 5 ? double.PositiveInfinity : bin + 1, random.NextDouble() - 0.5)),
                    WoeBin.Missing(random.NextDouble() - 0.5),
                ]),
                missing: MissingPolicy.Bin)),
        ];
        return new CreditModel(features, -2, [.. features.Select(_ => -random.NextDouble())], new ScorecardScaling(), TestModels.Provenance);
    }
}
