using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Data;

public sealed class MissingValuesTests
{
    private const string Gaps = "bank,x,y,default\na,1,1,0\na,,2,1\nb,3,,0\nb,4,4,1\n";

    [Fact]
    public void Mean_LeavesTheGapToTheDesignMatrix()
    {
        LoadedScenario loaded = Load.Rows(Gaps, more: "\"missing\": \"mean\"");

        Assert.Equal(["x", "y"], loaded.Features.Select(feature => feature.Name));
        Assert.All(loaded.Features, feature => Assert.Equal(MissingHandling.Mean, feature.Missing));
        Assert.Equal([1, double.NaN], loaded.Parties[0].Train.Column(0).ToArray());
        Assert.Equal((1.0, 4.0), (loaded.Features[0].Minimum, loaded.Features[0].Maximum));
    }

    [Fact]
    public void Indicator_AddsItsFeatureAfterTheOthers()
    {
        LoadedScenario loaded = Load.Rows(Gaps, more: """ "missing": { "x": "indicator", "y": "mean" } """);

        Assert.Equal(["x", "y", "x_missing"], loaded.Features.Select(feature => feature.Name));
        Assert.Equal(new LoadedFeature("x_missing", "x", MissingHandling.Reject, 0, 1, IsBinary: true), loaded.Features[2]);
        Assert.True(loaded.Features[2].IsIndicator);
        Assert.Equal([0, 1], loaded.Parties[0].Train.Column(2).ToArray());
        Assert.Equal([0, 0], loaded.Parties[1].Train.Column(2).ToArray());
        Assert.Equal(["x", "y"], loaded.Scenario.Data.Features!);
    }

    [Fact]
    public void FeatureNotNamed_IsRejected() =>
        Assert.StartsWith("data.query: feature 'y' has no value in row 2", Assert.Single(Load.Faults(Gaps, more: """ "missing": { "x": "mean" } """)), StringComparison.Ordinal);

    [Fact]
    public void FeatureWithoutAGapInTraining_IsRejectedLater()
    {
        LoadedScenario loaded = Load.Rows(Load.Csv, more: "\"missing\": \"indicator\"");
        Assert.Equal(["x", "flag"], loaded.Features.Select(feature => feature.Name));
        Assert.All(loaded.Features, feature => Assert.Equal(MissingHandling.Reject, feature.Missing));
    }

    [Fact]
    public void GapAmongTestRowsOnly() =>
        Assert.Equal(
            ["data.query: feature 'x' has no value in test row 1 (rows count from 0), but one in every training row: nothing was learnt about gaps"],
            Load.Faults(Gaps.Replace("b,3,,", "b,3,3,", StringComparison.Ordinal) + "a,9,9,0\n", """ "query": "from 'loans.csv'", "test": { "everyNth": 3, "offset": 1 } """, more: "\"missing\": \"mean\""));

    [Fact]
    public void IndicatorWhoseNameIsTaken() =>
        Assert.Contains(
            "adds a feature 'x_missing', but there is one of that name",
            Assert.Single(Load.Faults(Gaps, """ "query": "select bank, x, y as x_missing, \"default\" from 'loans.csv'" """, more: """ "missing": "indicator" """), fault => fault.Contains("'x'", StringComparison.Ordinal)),
            StringComparison.Ordinal);
}
