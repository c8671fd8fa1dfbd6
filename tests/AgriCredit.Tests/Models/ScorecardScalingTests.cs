namespace AgriCredit.Tests.Models;

public class ScorecardScalingTests
{
    [Fact]
    public void Defaults_Give600PointsAt50To1()
    {
        var scaling = new ScorecardScaling();
        Assert.Equal(600, scaling.ToPoints(-Math.Log(50)).Value, 1e-12);
        Assert.Equal(620, scaling.ToPoints(-Math.Log(100)).Value, 1e-12);
        Assert.Equal(580, scaling.ToPoints(-Math.Log(25)).Value, 1e-12);
        Assert.Equal(20 / Math.Log(2), scaling.Factor, 1e-13);
    }

    // From a port of the same operations to Python: points must not depend on a system's logarithm.
    [Fact]
    public void Offset_HasTheBitsOnRecord() => Assert.Equal(0x407E71F74D09FCECL, BitConverter.DoubleToInt64Bits(new ScorecardScaling().Offset));

    [Fact]
    public void MorePoints_MeanLowerRisk() => Assert.True(new ScorecardScaling().ToPoints(-3).Value > new ScorecardScaling().ToPoints(-2).Value);

    [Theory]
    [InlineData(double.NaN, 50, 20)]
    [InlineData(1e7, 50, 20)]
    [InlineData(600, 0, 20)]
    [InlineData(600, -1, 20)]
    [InlineData(600, double.PositiveInfinity, 20)]
    [InlineData(600, 50, 0)]
    [InlineData(600, 50, -20)]
    [InlineData(600, 50, double.NaN)]
    public void NumbersOutsideTheirRange_AreRefused(double basePoints, double baseOdds, double pointsToDoubleOdds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScorecardScaling(basePoints, baseOdds, pointsToDoubleOdds));

    [Theory]
    [InlineData(599.5, "600")]
    [InlineData(-0.4, "-0")]
    [InlineData(612.49, "612")]
    public void Points_ShowWholeNumbers(double points, string text) => Assert.Equal(text, new Points(points).ToString());

    [Fact]
    public void ImpossibleProbabilitiesAndPoints_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Probability(-1e-300));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Probability(1.0000000000000002));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Probability(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Points(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Points(double.PositiveInfinity));
    }
}
