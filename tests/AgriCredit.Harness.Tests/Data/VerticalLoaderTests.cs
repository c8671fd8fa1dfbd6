using AgriCredit.Harness.Data;
using AgriCredit.Harness.Generation;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Data;

public sealed class VerticalLoaderTests
{
    [Fact]
    public void RowsInAnotherOrderAndPartlyOverlapping_AreJoinedById()
    {
        LoadedVerticalScenario loaded = LoadVertical.Rows(LoadVertical.Scenario());

        Assert.Equal(["bank", "cloud"], loaded.Sides.Select(side => side.Id));
        Assert.Equal("bank", loaded.LabelHolder.Id);
        Assert.Equal(["amount", "late"], loaded.Train.FeatureNames);
        Assert.Equal([1, 2, 3, 4, 5, 6], loaded.Train.Column(0).ToArray());
        Assert.Equal([10, 20, 30, 40, 50, 60], loaded.Train.Column(1).ToArray());
        Assert.Equal([0, 1, 0, 1, 0, 1], loaded.Train.Labels.ToArray().Select(label => (int)label));
        Assert.Null(loaded.Test);
    }

    [Fact]
    public void EachSideKeepsWhatItAloneKnows()
    {
        LoadedVerticalScenario loaded = LoadVertical.Rows(LoadVertical.Scenario());

        Assert.Equal(["a", "b", "c", "d", "g", "e", "f"], loaded.Sides[0].Ids);
        Assert.Equal(7, loaded.Sides[0].Labels!.Length);
        Assert.Equal(["x", "f", "e", "d", "c", "b", "a"], loaded.Sides[1].Ids);
        Assert.Equal([70, 60, 50, 40, 30, 20, 10], loaded.Sides[1].Columns[0]);
        Assert.Null(loaded.Sides[1].Labels);
    }

    [Fact]
    public void TestRuleCountsTheLabelHoldersRowsBeforeAlignment()
    {
        // Rows 0, 3 and 6 of loans.csv: a, d, f. Counted over the six joined rows it would have been a, d.
        LoadedVerticalScenario loaded = LoadVertical.Rows(LoadVertical.Scenario(data: "\"test\": { \"everyNth\": 3 }"));

        Assert.Equal([1, 4, 6], loaded.Test!.Column(0).ToArray());
        Assert.Equal([10, 40, 60], loaded.Test.Column(1).ToArray());
        Assert.Equal([2, 3, 5], loaded.Train.Column(0).ToArray());
        Assert.Equal(["b", "c", "g", "e"], loaded.Sides[0].Ids);
        Assert.Equal(7, loaded.Sides[1].Ids.Count);
    }

    [Fact]
    public void IdsAreComparedWithoutCaseAndWhiteSpaceAtTheEnds()
    {
        LoadedVerticalScenario loaded = LoadVertical.Rows(LoadVertical.Scenario(), payments: "id,late\n A,10\nB,20\nC ,30\nd,40\n");

        Assert.Equal([1, 2, 3, 4], loaded.Train.Column(0).ToArray());
        Assert.Equal([10, 20, 30, 40], loaded.Train.Column(1).ToArray());
    }

    [Fact]
    public void OneQueryForAll_GivesEachPartyItsColumns()
    {
        LoadedVerticalScenario loaded = LoadVertical.Rows("""
            { "data": { "id": "id", "query": "select id, amount, amount * amount as late, \"default\" from 'loans.csv'" },
              "partition": { "kind": "vertical", "parties": [ { "id": "bank", "label": true, "features": ["amount"] }, { "id": "cloud", "features": ["late"] } ] } }
            """);

        Assert.Equal(7, loaded.Train.RowCount);
        Assert.All(loaded.Sides, side => Assert.Equal(7, side.Ids.Count));
        Assert.Equal(["late"], loaded.Sides[1].FeatureNames);
        Assert.Equal([1, 4, 9, 16, 81, 25, 36], loaded.Sides[1].Columns[0]);
    }

    [Fact]
    public void MissingValues_AreFilledFromThePartysOwnRows_AndTestRowsKeepTheirGaps()
    {
        LoadedVerticalScenario loaded = LoadVertical.Rows(
            LoadVertical.Scenario(data: "\"test\": { \"everyNth\": 3 }", more: "\"missing\": { \"late\": \"indicator\" }"),
            payments: "id,late\nx,70\nf,60\ne,50\nd,\nc,30\nb,\na,10\n");

        // The cloud's mean is over all its rows: it does not know which are trained on.
        LoadedFeature late = loaded.Features[1];
        Assert.Equal(44, late.FillValue);
        Assert.Equal((MissingHandling.Indicator, 30.0, 50.0), (late.Missing, late.Minimum, late.Maximum));
        Assert.Equal(["amount", "late", "late_missing"], loaded.Train.FeatureNames);
        Assert.Equal([44, 30, 50], loaded.Train.Column(1).ToArray());
        Assert.Equal([1, 0, 0], loaded.Train.Column(2).ToArray());
        Assert.Equal([10, double.NaN, 60], loaded.Test!.Column(1).ToArray());
    }

    [Fact]
    public void Generator_GivesEachSideTheFarmersItKnows()
    {
        const int rows = 2_000;
        FarmLoans loans = FarmLoanGenerator.Generate(rows, 1, 5, CancellationToken.None);
        LoadedVerticalScenario loaded = LoadVertical.Rows("""
            { "data": { "generator": { "rows": 2000 } },
              "partition": { "kind": "vertical", "parties": [ { "id": "bank", "label": true, "features": ["guarantor"] }, { "id": "pay", "features": ["late_bills"] }, { "id": "sky", "features": ["weather_shock"] } ] } }
            """);

        string[] Known(int no) => [.. Enumerable.Range(0, rows).Where(row => loans.KnownTo[row] != no).Select(FarmLoans.FarmerId)];
        Assert.Equal(Known(2), loaded.Sides[0].Ids);
        Assert.Equal(Known(1), loaded.Sides[1].Ids);
        Assert.Equal(Known(1), loaded.Sides[2].Ids);
        Assert.Equal(loans.KnownTo.Count(known => known == 0), loaded.Train.RowCount);
        Assert.InRange(loaded.Train.RowCount, 1, loaded.Sides[0].Ids.Count - 1);
    }
}
