using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Tests.Generation;

/// <summary>The default scenario runs without a waiver: every bank is above the minimums of PROTOCOL 3.5, whatever the seed.</summary>
public sealed class DefaultScenarioTests
{
    private const int FewestOfAKind = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(42)]
    [InlineData(123_456)]
    [InlineData(int.MaxValue)]
    public void EveryBankIsAboveTheMinimums(int seed)
    {
        ScenarioFile file = ScenarioFile.Load("farm-loans", seed);
        LoadedScenario loaded = ScenarioLoader.Load(file, dataFolder: null);
        int features = loaded.Features.Count;

        Assert.Empty(file.Scenario.Privacy.Waivers);
        Assert.True(file.Scenario.Training.Standardise);
        Assert.InRange(features, 1, 17);
        Assert.Equal(5, loaded.Parties.Count);
        Assert.Equal(60_000, loaded.Test!.RowCount + loaded.Parties.Sum(party => party.Train.RowCount));
        Assert.Equal(12_000, loaded.Test.RowCount);
        foreach (LoadedParty party in loaded.Parties)
        {
            Assert.True(party.Train.RowCount >= 5 * file.Scenario.Training.MaxRounds * (features + 3), $"{party.Id} has {party.Train.RowCount} rows");
            Assert.NotNull(party.OwnTest);
            for (int feature = 0; feature < features; feature++)
            {
                if (loaded.Features[feature].IsBinary)
                {
                    int ones = party.Train.Column(feature).ToArray().Count(value => value == 1);
                    Assert.InRange(ones, FewestOfAKind, party.Train.RowCount - FewestOfAKind);
                }
            }
        }
    }

    [Fact]
    public void NoValueReachesTheValueBound()
    {
        ScenarioFile file = ScenarioFile.Load("farm-loans");
        LoadedScenario loaded = ScenarioLoader.Load(file, dataFolder: null);
        Dataset train = Dataset.Concatenate([.. loaded.Parties.Select(party => party.Train)]);
        DesignMatrix design = DesignMatrix.Create(train, Standardisation.FromRows(train));
        Assert.All(Enumerable.Range(0, design.FeatureCount), feature => Assert.InRange(design.MaxAbsolute(feature), 0, file.Scenario.Aggregation.ValueBound / 4));
    }
}
