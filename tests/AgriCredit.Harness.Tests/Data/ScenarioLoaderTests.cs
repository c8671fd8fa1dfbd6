using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Data;

public sealed class ScenarioLoaderTests
{
    [Fact]
    public void RowsOfEachPartyComeInFileOrder()
    {
        LoadedScenario loaded = Load.Rows(Load.Csv);

        Assert.Equal(["a", "b"], loaded.Parties.Select(party => party.Id));
        Assert.Equal(["x", "flag"], loaded.Parties[0].Train.FeatureNames);
        Assert.Equal([1, 2, 5], loaded.Parties[0].Train.Column(0).ToArray());
        Assert.Equal([3, 4, 6.5], loaded.Parties[1].Train.Column(0).ToArray());
        Assert.Equal([0, 1, 0], loaded.Parties[0].Train.Labels.ToArray().Select(label => (int)label));
        Assert.Null(loaded.Test);
        Assert.All(loaded.Parties, party => Assert.Null(party.OwnTest));
        Assert.Equal(["x", "flag"], loaded.Scenario.Data.Features!);
    }

    [Fact]
    public void FeaturesAreDescribed()
    {
        LoadedScenario loaded = Load.Rows(Load.Csv);

        Assert.Equal(
            [
                new LoadedFeature("x", "x", MissingHandling.Reject, 1, 6.5, IsBinary: false),
                new LoadedFeature("flag", "flag", MissingHandling.Reject, 0, 1, IsBinary: true),
            ],
            loaded.Features);
    }

    [Fact]
    public void EveryNthRowIsATestRow_OfItsOwnParty()
    {
        LoadedScenario loaded = Load.Rows(Load.Csv, """ "query": "from 'loans.csv'", "test": { "everyNth": 3, "offset": 1 } """);

        Assert.Equal([2, 5], loaded.Test!.Column(0).ToArray());
        Assert.Equal([1], loaded.Parties[0].Train.Column(0).ToArray());
        Assert.Equal([3, 4, 6.5], loaded.Parties[1].Train.Column(0).ToArray());
        Assert.Equal([2, 5], loaded.Parties[0].OwnTest!.Column(0).ToArray());
        Assert.Null(loaded.Parties[1].OwnTest);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", bank", true)]
    public void TestQuery_GivesOwnRowsWhereItHasThePartysColumn(string column, bool own)
    {
        LoadedScenario loaded = Load.Rows(Load.Csv, $$"""
            "query": "from 'loans.csv' limit 5", "test": { "query": "select flag, x, \"default\"{{column}} from 'loans.csv' where x > 4" }
            """);

        Assert.Equal([5, 6.5], loaded.Test!.Column(0).ToArray());
        Assert.Equal(own ? [6.5] : null, loaded.Parties[1].OwnTest?.Column(0).ToArray());
    }

    [Fact]
    public void PartiesAreInNumericalOrder()
    {
        string csv = "bank,x,default\n" + string.Concat(Enumerable.Range(0, 24).Select(row => $"{11 - (row % 12)},{row},{row % 2}\n"));
        Assert.Equal(Enumerable.Range(0, 12).Select(id => id.ToString()), Load.Rows(csv).Parties.Select(party => party.Id));
    }

    [Fact]
    public void RowsAssignedByNumber_AreNobodysOwnTestRows()
    {
        LoadedScenario loaded = Load.Rows(Load.Csv, """ "query": "from 'loans.csv'", "features": ["x"], "test": { "everyNth": 3 } """, """ { "kind": "horizontal", "parties": 2 } """);

        Assert.Equal(["0", "1"], loaded.Parties.Select(party => party.Id));
        // Training rows are 1, 2, 4, 5: number k goes to party k % 2.
        Assert.Equal([2, 5], loaded.Parties[0].Train.Column(0).ToArray());
        Assert.Equal([3, 6.5], loaded.Parties[1].Train.Column(0).ToArray());
        Assert.All(loaded.Parties, party => Assert.Null(party.OwnTest));
        Assert.Equal(2, loaded.Test!.RowCount);
    }

    [Fact]
    public void EveryNumericTypeIsANumber()
    {
        const string Query = """
            select bank, "default" = 1 as "default", flag = 1 as yes, (x * 10)::decimal(10, 3) as dec, (x + 1)::hugeint as huge, x::float as single, x::varchar as digits, flag::utinyint as tiny from 'loans.csv'
            """;
        LoadedScenario loaded = Load.Rows(Load.Csv, $""" "query": {System.Text.Json.JsonSerializer.Serialize(Query)} """);

        Assert.Equal(["yes", "dec", "huge", "single", "digits", "tiny"], loaded.Features.Select(feature => feature.Name));
        Assert.Equal([1, 65, 8, 6.5, 6.5, 0], Enumerable.Range(0, 6).Select(feature => loaded.Parties[1].Train.Column(feature)[feature == 0 ? 0 : 2]));
    }

    [Fact]
    public void CompressedCsvAndParquetAreRead()
    {
        using var folder = new TemporaryFolder();
        folder.Write("loans.csv", Load.Csv);
        using (var session = new DuckDbSession(folder.Path))
        {
            session.Execute($"copy (from 'loans.csv') to '{folder.PathOf("loans.csv.gz")}'");
            session.Execute($"copy (from 'loans.csv') to '{folder.PathOf("loans.parquet")}'");
        }

        foreach (string name in new[] { "loans.csv.gz", "loans.parquet" })
        {
            LoadedScenario loaded = ScenarioLoader.Load(Load.File($$"""{ "data": { "query": "from '{{name}}'" }, "partition": { "kind": "horizontal", "by": "bank" } }""", folder: null), folder.Path);
            Assert.Equal([3, 4, 6.5], loaded.Parties[1].Train.Column(0).ToArray());
        }
    }

    [Fact]
    public void QueryOrderIsFileOrder_AcrossManyRowGroups()
    {
        string csv = "bank,x,default\n" + string.Concat(Enumerable.Range(0, 300_000).Select(row => $"{row % 2},{row},{row / 7 % 2}\n"));
        LoadedScenario loaded = Load.Rows(csv, """ "query": "select *, row_number() over () as position from 'loans.csv' where x >= 10" """);

        Assert.Equal(Enumerable.Range(5, 149_995).Select(row => 2.0 * row), loaded.Parties[0].Train.Column(0).ToArray());
        Assert.Equal(Enumerable.Range(5, 149_995).Select(row => (2.0 * row) - 9), loaded.Parties[0].Train.Column(1).ToArray());
    }

    [Fact]
    public void GeneratedLoansNeedNoFile()
    {
        LoadedScenario loaded = ScenarioLoader.Load(Load.File("""{ "seed": 3, "data": { "generator": { "rows": 1900, "parties": 5 }, "test": { "everyNth": 5 } }, "partition": { "kind": "horizontal", "by": "bank" } }""", null), null);

        Assert.Equal(["bank-1", "bank-2", "bank-3", "bank-4", "bank-5"], loaded.Parties.Select(party => party.Id));
        Assert.Equal(380, loaded.Test!.RowCount);
        Assert.Equal(1520, loaded.Parties.Sum(party => party.Train.RowCount));
        Assert.Equal("farmer_id", loaded.IdColumn);
    }

    [Fact]
    public void Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        ScenarioFile file = ScenarioFile.Load("farm-loans");
        Assert.ThrowsAny<OperationCanceledException>(() => ScenarioLoader.Load(file, null, source.Token));
    }

    [Fact]
    public void DataFolderWithACommaInItsName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string name = Directory.CreateDirectory(folder.PathOf("a,b")).FullName;
        Assert.Contains("comma", Assert.Throws<HarnessException>(() => ScenarioLoader.Load(ScenarioFile.Load("sba-agri"), name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QuoteInTheFoldersName_IsNoSql()
    {
        using var folder = new TemporaryFolder();
        string name = Directory.CreateDirectory(folder.PathOf("it's")).FullName;
        File.WriteAllText(Path.Combine(name, "loans.csv"), Load.Csv);
        LoadedScenario loaded = ScenarioLoader.Load(Load.File("""{ "data": { "query": "from 'loans.csv'" }, "partition": { "kind": "horizontal", "by": "bank" } }""", null), name);
        Assert.Equal(2, loaded.Parties.Count);
    }

    [Fact]
    public void DataFolderThatIsNotThere()
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => ScenarioLoader.Load(ScenarioFile.Load("sba-agri"), "/no/such/folder"));
        Assert.Equal((ExitCode.Usage, "The data folder '/no/such/folder' does not exist."), (exception.ExitCode, exception.Message));
    }
}
