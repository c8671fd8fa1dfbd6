using System.Text.Json;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Data;

/// <summary>The shipped scenarios give the rows and columns of the reference fits.</summary>
public sealed class ReferenceDataTests
{
    [DataTheory]
    [InlineData("sba-agri", "sba_agri", "agri.json", 4)]
    [InlineData("sba-agri-small-banks", "sba_agri", "agri.json", 20)]
    [InlineData("sba-banks", "sba_banks", "banks.json", 9)]
    [InlineData("sba-all-sectors", "sba_all_sectors", "all_sectors.json", 20)]
    [InlineData("default-credit", "default_credit", "homo.json", 3)]
    public void ShippedScenarioGivesTheRowsOfTheReference(string name, string folder, string file, int parties)
    {
        JsonElement reference = TestData.Reference(folder, "reference", file);
        LoadedScenario loaded = ScenarioLoader.Load(ScenarioFile.Load(name), TestData.PathOf(folder));
        Dataset train = Dataset.Concatenate([.. loaded.Parties.Select(party => party.Train)]);

        Assert.Equal(parties, loaded.Parties.Count);
        Assert.Equal(reference.At("pooled", "features").EnumerateArray().Skip(1).Select(feature => feature.GetString()), train.FeatureNames);
        Assert.Equal(reference.At("pooled", "n_train").GetInt32(), train.RowCount);
        Assert.Equal(reference.At("pooled", "n_default_train").GetInt32(), train.DefaultCount);
        if (reference.At("scaling").TryGetProperty("mean", out JsonElement mean))
        {
            Assert.All(Enumerable.Range(0, train.FeatureCount), feature =>
            {
                double expected = mean.GetProperty(train.FeatureNames[feature]).GetDouble();
                Assert.Equal(expected, train.Column(feature).ToArray().Average(), Math.Abs(expected) * 1e-12);
            });
        }
    }

    [DataTheory]
    [InlineData("sba-agri", "sba_agri", "agri.json")]
    [InlineData("sba-banks", "sba_banks", "banks.json")]
    [InlineData("sba-all-sectors", "sba_all_sectors", "all_sectors.json")]
    [InlineData("default-credit", "default_credit", "homo.json")]
    public void ShippedScenarioGivesThePartiesOfTheReference(string name, string folder, string file)
    {
        JsonElement parties = TestData.Reference(folder, "reference", file).At("horizontal", "parties");
        LoadedScenario loaded = ScenarioLoader.Load(ScenarioFile.Load(name), TestData.PathOf(folder));

        Assert.Equal(parties.EnumerateObject().Select(party => party.Name).Order(StringComparer.Ordinal), loaded.Parties.Select(party => party.Id).Order(StringComparer.Ordinal));
        Assert.All(loaded.Parties, party => Assert.Equal(parties.At(party.Id, "n_train").GetInt32(), party.Train.RowCount));
    }

    [DataFact]
    public void DefaultCreditTestsOnItsOwnFile()
    {
        LoadedScenario loaded = ScenarioLoader.Load(ScenarioFile.Load("default-credit"), TestData.PathOf("default_credit"));
        JsonElement test = TestData.Reference("default_credit", "reference", "homo.json").At("pooled", "unpenalised", "test");
        Assert.Equal((test.At("n").GetInt32(), test.At("n_default").GetInt32()), (loaded.Test!.RowCount, loaded.Test.DefaultCount));
        Assert.All(loaded.Parties, party => Assert.Null(party.OwnTest));
        Assert.Equal((false, 128.0), (loaded.Scenario.Training.Standardise, loaded.Scenario.Aggregation.ValueBound));
    }

    [DataFact]
    public void SmallBanksAreRowsByTheirNumber()
    {
        LoadedScenario loaded = ScenarioLoader.Load(ScenarioFile.Load("sba-agri-small-banks"), TestData.PathOf("sba_agri"));
        IReadOnlyDictionary<string, string[]> file = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        int[] rowsOfBank3 = [.. Enumerable.Range(0, file["block"].Length).Where(row => row % 5 != 0 && row / 5 % 20 == 3)];

        Assert.Equal(rowsOfBank3.Select(row => double.Parse(file["term_months"][row])), loaded.Parties[3].Train.Column(0).ToArray());
        Assert.Equal(306, loaded.Parties.Max(party => party.Train.RowCount), 2.0);
    }
}
