using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void EveryKeyIsRead()
    {
        Scenario scenario = Parse.Scenario("""
            {
              "$schema": "scenario.schema.json", // a comment
              "name": "all", "seed": 9,
              "data": { "query": "select 1", "id": "i", "label": "y", "features": ["a", "b"], "test": { "everyNth": 4, "offset": 3 } },
              "partition": { "kind": "horizontal", "parties": 20, "assign": "dirichlet", "alpha": 0.25 },
              "missing": { "a": "mean", "b": "indicator" },
              "training": { "optimizer": "fedavg", "trainer": "mathnet", "learningRate": 0.5, "localEpochs": 2, "batchSize": 16, "standardise": true, "l1": 0, "l2": 0.001, "maxRounds": 7, "tolerance": 0 },
              "aggregation": { "mode": "static", "collusion": 2, "fractionalBits": 32, "valueBound": 64, "drop": [] },
              "privacy": { "waivers": ["rowMinimum", "rareCategory", "aggregateDisclosure"] },
              "scorecard": { "basePoints": 500, "baseOdds": 20, "pointsToDoubleOdds": 40, },
            }
            """);

        Assert.Equal(("all", 9), (scenario.Name, scenario.Seed));
        Assert.Equal(("select 1", "i", "y"), (scenario.Data.Query, scenario.Data.Id, scenario.Data.Label));
        Assert.Equal(["a", "b"], scenario.Data.Features!);
        Assert.Equal(new TestSection { EveryNth = 4, Offset = 3 }, scenario.Data.Test);
        Assert.Equal(new HorizontalPartition { Parties = 20, Assign = RowAssignment.Dirichlet, Alpha = 0.25 }, scenario.Partition);
        Assert.Equal(
            new TrainingSection
            {
                Optimizer = OptimizerName.FedAvg, Trainer = TrainerName.MathNet, LearningRate = 0.5, LocalEpochs = 2, BatchSize = 16,
                L2 = 0.001, MaxRounds = 7, Tolerance = 0,
            },
            scenario.Training);
        Assert.Equal((MissingHandling.Mean, MissingHandling.Indicator, MissingHandling.Reject), (scenario.Missing.For("a"), scenario.Missing.For("b"), scenario.Missing.For("c")));
        Assert.Equal((2, 32, 64.0), (scenario.Aggregation.Collusion, scenario.Aggregation.FractionalBits, scenario.Aggregation.ValueBound));
        Assert.Equal([WaiverName.RowMinimum, WaiverName.RareCategory, WaiverName.AggregateDisclosure], scenario.Privacy.Waivers);
        Assert.Equal(new ScorecardSection { BasePoints = 500, BaseOdds = 20, PointsToDoubleOdds = 40 }, scenario.Scorecard);
    }

    [Fact]
    public void DefaultsAreThoseOfTheDocumentation()
    {
        Scenario scenario = Parse.Members("\"seed\": 1");

        Assert.Equal("test", scenario.Name);
        Assert.Equal("default", scenario.Data.Label);
        Assert.Null(scenario.Data.Test);
        Assert.Equal(new TrainingSection { Optimizer = OptimizerName.Newton, Standardise = true, L1 = 0, L2 = 0, MaxRounds = 25, Tolerance = 1e-8 }, scenario.Training);
        Assert.Equal((AggregationMode.Static, 1, 24, 128.0), (scenario.Aggregation.Mode, scenario.Aggregation.Collusion, scenario.Aggregation.FractionalBits, scenario.Aggregation.ValueBound));
        Assert.Empty(scenario.Privacy.Waivers);
        Assert.Equal((600.0, 50.0, 20.0), (scenario.Scorecard.BasePoints, scenario.Scorecard.BaseOdds, scenario.Scorecard.PointsToDoubleOdds));
        Assert.Equal(MissingHandling.Reject, scenario.Missing.Default);
    }

    [Fact]
    public void AllFaultsAreReportedTogetherWithTheirPaths()
    {
        IReadOnlyList<string> faults = Parse.Faults("""
            {
              "sed": 1,
              "seed": "seven",
              "data": { "query": 5, "query": "select 1", "labels": "y", "test": { "everyNth": 5.5 } },
              "partition": { "kind": "horizontl" },
              "training": { "l2": -1, "standardise": "yes", "optimizer": "newtn", "maxRounds": 1e99 },
              "aggregation": { "drop": [ { "party": "2", "round": 0, "at": "never" } ], "fractionalBits": 99 },
              "privacy": { "waivers": ["rowMinimums"] },
              "missing": { "a": "means" },
              "scorecard": []
            }
            """);

        Assert.Equal(
            [
                "$.aggregation.drop[0].at: expected \"beforeInput\" or \"afterInput\" or \"beforeUnmask\", got \"never\"",
                "$.aggregation.drop[0].round: expected a whole number >= 1, got 0",
                "$.aggregation.fractionalBits: expected a whole number >= 12 and <= 40, got 99",
                "$.data.labels: unknown key (did you mean 'label'?)",
                "$.data.query: expected text, got 5",
                "$.data.query: this key occurs twice",
                "$.data.test.everyNth: expected a whole number >= 2, got 5.5",
                "$.missing.a: expected \"reject\" or \"mean\" or \"indicator\" or \"bin\", got \"means\" (did you mean 'mean'?)",
                "$.partition.kind: expected \"horizontal\" or \"vertical\", got \"horizontl\" (did you mean 'horizontal'?)",
                "$.privacy.waivers[0]: expected \"rowMinimum\" or \"rareCategory\" or \"aggregateDisclosure\", got \"rowMinimums\" (did you mean 'rowMinimum'?)",
                "$.scorecard: expected an object, got an array",
                "$.sed: unknown key (did you mean 'seed'?)",
                "$.seed: expected a whole number >= 0, got \"seven\"",
                "$.training.l2: expected a number >= 0, got -1",
                "$.training.maxRounds: expected a whole number >= 1 and <= 100000, got 1e99",
                "$.training.optimizer: expected \"newton\" or \"fedavg\" or \"fedsgd\", got \"newtn\" (did you mean 'newton'?)",
                "$.training.standardise: expected true or false, got \"yes\"",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[]", "$: expected an object, got an array")]
    [InlineData("{}", "$.data: missing; this key is required")]
    [InlineData("""{ "data": { "query": "q" } }""", "$.partition: missing; this key is required")]
    [InlineData("""{ "data": { "query": "q" }, "partition": { "by": "b" } }""", "$.partition.kind: missing; expected \"horizontal\" or \"vertical\"")]
    [InlineData("""{ "data": { "query": "q" }, "partition": { "kind": "horizontal", "by": "b" }, "seed": null }""", "$.seed: expected a whole number >= 0, got null")]
    [InlineData("""{ "data": { "query": "q" }, "partition": { "kind": "horizontal", "by": "b" }, "x.y": 1 }""", "$['x.y']: unknown key")]
    public void FaultOfStructure(string json, string expected) => Assert.Contains(Parse.Faults(json), fault => fault.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void UnknownKeyWithNothingLikeIt_ListsTheKnownKeys() =>
        Assert.Equal(["$.privacy.epsilon: unknown key; known here: waivers"], Parse.MemberFaults("""  "privacy": { "epsilon": 1 }  """));

    [Fact]
    public void NullStandsForAKeyLeftOut() => Assert.Null(Parse.Scenario($$"""{ "data": { "query": "q", "id": null, "features": null }, {{Parse.Partition}} }""").Data.Id);

    [Theory]
    [InlineData("{ \"seed\": }", "test.json(1,11): not JSON")]
    [InlineData("", "test.json(1,1): not JSON")]
    [InlineData("{\n  \"seed\": 1", "test.json(2,12): not JSON")]
    public void NotJson_SaysWhere(string json, string expected)
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Parse.Scenario(json));
        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ByteOrderMarkIsSkipped() => Assert.Equal(4, Parse.Scenario($"\uFEFF{{ {Parse.Query}, {Parse.Partition}, \"seed\": 4 }}").Seed);

    [Fact]
    public void DeepNestingIsRefused() =>
        Assert.Contains("not JSON", Assert.Throws<HarnessException>(() => Parse.Scenario(new string('[', 1_000) + new string(']', 1_000))).Message, StringComparison.Ordinal);
}
