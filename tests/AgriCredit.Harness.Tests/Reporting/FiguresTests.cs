using AgriCredit.Harness.Reporting;

namespace AgriCredit.Harness.Tests.Reporting;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.0, "<0.001")]
    [InlineData(0.00099999, "<0.001")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0496, "0.050")]
    [InlineData(1.0, "1.000")]
    [InlineData(null, "–")]
    public void PValue_HasThreeDecimals(double? value, string expected) => Assert.Equal(expected, Figures.PValue(value));

    [Theory]
    [InlineData(0.0, null, "0.0000")]
    [InlineData(-1.23456, 0.05, "-1.2346")]
    [InlineData(-1.23456e-6, 3e-7, "-1.23e-06")]
    [InlineData(0.00001, 0.05, "0.0000")]
    [InlineData(2.5e7, null, "2.50e07")]
    [InlineData(null, null, "–")]
    public void Coefficient_ShowsWhatTheStandardErrorLetsSee(double? value, double? error, string expected) => Assert.Equal(expected, Figures.Coefficient(value, error));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.234e-10, "1.2e-10")]
    [InlineData(-5e-300, "-5.0e-300")]
    [InlineData(null, "–")]
    public void Difference_HasTwoDigits(double? value, string expected) => Assert.Equal(expected, Figures.Difference(value));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(18_001, "18.0 kB")]
    [InlineData(2_500_000, "2.5 MB")]
    [InlineData(7.25e12, "7250.0 GB")]
    public void Bytes_TakesTheLargestUnit(double value, string expected) => Assert.Equal(expected, Figures.Bytes(value));

    [Fact]
    public void Median_OfOddEvenAndNone()
    {
        Assert.Equal(2, Figures.Median([3, 1, 2]));
        Assert.Equal(2.5, Figures.Median([4, 1, 3, 2]));
        Assert.Null(Figures.Median([]));
    }
}
