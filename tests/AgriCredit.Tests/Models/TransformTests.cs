namespace AgriCredit.Tests.Models;

public class TransformTests
{
    private const double Open = double.PositiveInfinity;

    [Fact]
    public void BinsThatDoNotCoverTheNumbers_AreRefused()
    {
        Refused("an overlap before interval 0", WoeBin.Interval(0, Open, 1));
        Refused("end before +inf", WoeBin.Interval(-Open, 3, 1));
        Refused("a gap or an overlap before interval 1", WoeBin.Interval(-Open, 3, 1), WoeBin.Interval(4, Open, 1));
        Refused("a gap or an overlap before interval 1", WoeBin.Interval(-Open, 3, 1), WoeBin.Interval(2, Open, 1));
        Refused("a gap or an overlap before interval 0", WoeBin.Interval(3, Open, 1), WoeBin.Interval(-Open, 3, 1));
        Refused("neither intervals nor categories", WoeBin.Missing(1));
        Refused("neither intervals nor categories", WoeBin.Other(1));
        Refused("intervals and categories", WoeBin.Interval(-Open, Open, 1), WoeBin.OfCategories(["a"], 1));
        Refused("intervals and categories", WoeBin.Interval(-Open, Open, 1), WoeBin.Other(1));
        Refused("categories and special codes", WoeBin.OfCategories(["a"], 1), WoeBin.Special([1], 1));
        Refused("several missing bins", WoeBin.Interval(-Open, Open, 1), WoeBin.Missing(1), WoeBin.Missing(1));
        Refused("several other bins", WoeBin.OfCategories(["a"], 1), WoeBin.Other(1), WoeBin.Other(1));
        Refused("lists a category twice", WoeBin.OfCategories(["a"], 1), WoeBin.OfCategories(["b", "a"], 1));
        Refused("lists a special code twice", WoeBin.Interval(-Open, Open, 1), WoeBin.Special([0.0, -0.0], 1));
        Refused("shares for some bins only", WoeBin.Interval(-Open, Open, 1, 1), WoeBin.Missing(1));
        Refused("shares that do not add up to 1", WoeBin.Interval(-Open, Open, 1, 0.5), WoeBin.Missing(1, 0.4));
        Refused("1 to 256 bins; got 0");

        static void Refused(string message, params WoeBin[] bins) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => new WoeTransform(bins)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BinsThatCannotBe_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Interval(1, 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Interval(double.NaN, 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Interval(0, 1, double.NaN));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Interval(0, 1, 0, 1.5));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Interval(0, 1, 0, double.NaN));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.OfCategories([], 0));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.OfCategories([""], 0));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Special([double.NaN], 0));
        Assert.ThrowsAny<ArgumentException>(() => WoeBin.Special([], 0));
        Assert.ThrowsAny<ArgumentException>(() => new WoeTransform([WoeBin.Interval(-Open, Open, 0)], -1));
    }

    [Fact]
    public void ChainsThatCannotBe_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new LogTransform(double.NaN));
        Assert.ThrowsAny<ArgumentException>(() => new LogTransform(0, new LogTransform()));
        Assert.ThrowsAny<ArgumentException>(() => new LogTransform(0, TestModels.Age()));
        Assert.ThrowsAny<ArgumentException>(() => new ClipTransform(1, 0));
        Assert.ThrowsAny<ArgumentException>(() => new ClipTransform(0, 1, new ClipTransform(0, 1)));
        Assert.ThrowsAny<ArgumentException>(() => new ClipTransform(0, 1, new LogTransform()));
        Assert.ThrowsAny<ArgumentException>(() => new ClipTransform(0, 1, new MissingIndicatorTransform()));
    }

    [Fact]
    public void FeaturesWhosePoliciesDoNotFitTheirBins_AreRefused()
    {
        WoeTransform categories = new([WoeBin.OfCategories(["a"], 1)]);
        WoeTransform numbers = new([WoeBin.Interval(-Open, Open, 1)]);
        Refused("Bin and a missing bin go together", () => new ModelFeature("x", TestModels.Age()));
        Refused("Bin and a missing bin go together", () => new ModelFeature("x", numbers, missing: MissingPolicy.Bin));
        Refused("Bin and a missing bin go together", () => new ModelFeature("x", IdentityTransform.Instance, missing: MissingPolicy.Bin));
        Refused("categories have no mean", () => new ModelFeature("x", categories, missing: MissingPolicy.Mean, valueWhenMissing: 0));
        Refused("no direction", () => new ModelFeature("x", categories, direction: MonotoneDirection.Increasing));
        Refused("no range", () => new ModelFeature("x", categories, range: new FeatureRange(0, 1)));
        Refused("no range", () => new ModelFeature("x", IdentityTransform.Instance, outOfRange: OutOfRangePolicy.Reject));
        Refused("indicates missing values", () => new ModelFeature("x", new MissingIndicatorTransform(), missing: MissingPolicy.Indicator, group: "g"));

        static void Refused(string message, Func<object> make) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MonotoneDirection.Increasing, 1, true)]
    [InlineData(MonotoneDirection.Increasing, -1, false)]
    [InlineData(MonotoneDirection.Decreasing, -1, true)]
    [InlineData(MonotoneDirection.Decreasing, 1, false)]
    [InlineData(MonotoneDirection.Decreasing, 0, true)]
    [InlineData(MonotoneDirection.None, 1, true)]
    public void DirectionOfACoefficient_IsChecked(MonotoneDirection direction, double coefficient, bool sound)
    {
        foreach (FeatureTransform transform in new FeatureTransform[] { IdentityTransform.Instance, new StandardiseTransform(1, 2), new LogTransform(1), new ClipTransform(0, 5, new LogTransform(1)) })
        {
            var feature = new ModelFeature("x", transform, direction: direction);
            AssertSound(sound, () => new CreditModel([feature], 0, [coefficient], new ScorecardScaling(), TestModels.Provenance));
        }
    }

    [Theory]
    [InlineData(MonotoneDirection.Decreasing, -1, true)]
    [InlineData(MonotoneDirection.Increasing, -1, false)]
    [InlineData(MonotoneDirection.Increasing, 1, true)]
    [InlineData(MonotoneDirection.Decreasing, 1, false)]
    public void DirectionOfBins_IsChecked(MonotoneDirection direction, double coefficient, bool sound)
    {
        var feature = new ModelFeature("age", TestModels.Age(), missing: MissingPolicy.Bin, direction: direction);
        AssertSound(sound, () => new CreditModel([feature], 0, [coefficient], new ScorecardScaling(), TestModels.Provenance));
    }

    [Fact]
    public void BinsThatTurnBack_HaveNoDirection()
    {
        WoeTransform turning = new([WoeBin.Interval(-Open, 0, 1), WoeBin.Interval(0, 1, 2), WoeBin.Interval(1, Open, 1.5)]);
        foreach (MonotoneDirection direction in new[] { MonotoneDirection.Increasing, MonotoneDirection.Decreasing })
        {
            AssertSound(false, () => new CreditModel([new ModelFeature("x", turning, direction: direction)], 0, [-1], new ScorecardScaling(), TestModels.Provenance));
        }
    }

    [Fact]
    public void GoldenVectors_TouchEveryBinAtBothBounds()
    {
        CreditModel model = TestModels.Piecewise(20, 6);
        for (int input = 0; input < model.Inputs.Count; input++)
        {
            if (model.InputFeatures[input].Transform is WoeTransform woe)
            {
                int column = input;
                double[] seen = [.. model.GoldenVectors.Select(vector => vector.Inputs[column])];
                Assert.All(woe.Cuts, cut => Assert.Contains(cut, seen));
                Assert.All(woe.Cuts, cut => Assert.Contains(Math.BitDecrement(cut), seen));
                Assert.All(woe.Codes, code => Assert.Contains(code, seen));
                Assert.Equal(Enumerable.Range(0, woe.Bins.Count), seen.Select(woe.BinOf).Where(bin => bin >= 0).Distinct().Order());
            }
        }
    }

    private static void AssertSound(bool sound, Func<object> make)
    {
        if (sound)
        {
            make();
        }
        else
        {
            Assert.Contains("states the direction", Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
        }
    }
}
