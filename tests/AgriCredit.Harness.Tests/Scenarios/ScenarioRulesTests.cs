using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Scenarios;

public sealed class ScenarioRulesTests
{
    [Theory]
    [InlineData(""" "name": "a/b" """, "$.name: expected")]
    [InlineData(""" "name": "" """, "$.name: expected")]
    [InlineData(""" "name": "..", "seed": 1 """, "$.name: expected")]
    [InlineData(""" "training": { "trainer": "mlnet" } """, "$.training.trainer: goes with the optimizer 'fedavg' only")]
    [InlineData(""" "training": { "localEpochs": 2 } """, "$.training.localEpochs: goes with the optimizer 'fedavg' only")]
    [InlineData(""" "training": { "optimizer": "fedsgd", "batchSize": 2 } """, "$.training.batchSize: goes with the optimizer 'fedavg' only")]
    [InlineData(""" "training": { "learningRate": 2 } """, "$.training.learningRate: does not go with the optimizer 'newton'")]
    [InlineData(""" "training": { "optimizer": "fedavg", "l1": 0.1 } """, "$.training.l1: must be 0 with the optimizer 'fedavg'")]
    [InlineData(""" "training": { "optimizer": "fedavg", "batchSize": 5 } """, "$.training.batchSize: goes with the trainer 'mathnet' only")]
    [InlineData(""" "privacy": { "waivers": ["rowMinimum", "rowMinimum"] } """, "$.privacy.waivers: a waiver occurs twice")]
    [InlineData(""" "missing": "mean", "training": { "standardise": false } """, "$.missing: 'mean' and 'indicator' need training.standardise")]
    public void ImpossibleMembers(string members, string expected) => AssertOne(expected, Parse.MemberFaults(members));

    [Theory]
    [InlineData(""" {} """, "$.data: needs 'query' or 'generator'")]
    [InlineData(""" { "query": "q", "generator": {} } """, "$.data: 'query' and 'generator' exclude one another")]
    [InlineData(""" { "query": " " } """, "$.data.query: is empty")]
    [InlineData(""" { "query": "q", "label": "" } """, "$.data.label: is empty")]
    [InlineData(""" { "query": "q", "id": "default" } """, "$.data.id: is the label too")]
    [InlineData(""" { "query": "q", "features": [] } """, "$.data.features: is empty")]
    [InlineData(""" { "query": "q", "features": ["a", "b", "a"] } """, "$.data.features[2]: 'a' occurs twice")]
    [InlineData(""" { "query": "q", "features": ["a", "default"] } """, "$.data.features[1]: 'default' is the label")]
    [InlineData(""" { "query": "q", "features": ["bank"] } """, "$.data.features[0]: 'bank' is the partition's 'by' column")]
    [InlineData(""" { "query": "q", "id": "i", "features": ["i"] } """, "$.data.features[0]: 'i' is the id")]
    [InlineData(""" { "query": "q", "test": {} } """, "$.data.test: needs 'everyNth' or 'query'")]
    [InlineData(""" { "query": "q", "test": { "offset": 1 } } """, "$.data.test: needs 'everyNth' or 'query'")]
    [InlineData(""" { "query": "q", "test": { "query": "t", "everyNth": 5 } } """, "$.data.test: 'query' excludes 'everyNth'")]
    [InlineData(""" { "query": "q", "test": { "everyNth": 5, "offset": 5 } } """, "$.data.test.offset: must be below everyNth (5), got 5")]
    [InlineData(""" { "generator": {}, "test": { "query": "t" } } """, "$.data.test: 'query' does not go with the generator")]
    public void ImpossibleData(string data, string expected) => AssertOne(expected, Parse.Faults($"{{ \"data\": {data}, {Parse.Partition} }}"));

    [Theory]
    [InlineData(""" { "kind": "horizontal" } """, "$.partition: needs 'by' (a column) or 'parties' (a number)")]
    [InlineData(""" { "kind": "horizontal", "by": "b", "parties": 5 } """, "$.partition: 'by' and 'parties' exclude one another")]
    [InlineData(""" { "kind": "horizontal", "by": "default" } """, "$.partition.by: is the label too")]
    [InlineData(""" { "kind": "horizontal", "by": "b", "assign": "contiguous" } """, "$.partition.assign: goes with 'parties' only")]
    [InlineData(""" { "kind": "horizontal", "parties": 3, "alpha": 1 } """, "$.partition.alpha: goes with \"assign\": \"dirichlet\" only")]
    [InlineData(""" { "kind": "horizontal", "parties": 1 } """, "$.partition.parties: expected a whole number >= 2")]
    public void ImpossibleHorizontalPartition(string partition, string expected) => AssertOne(expected, Parse.Faults($"{{ {Parse.Query}, \"partition\": {partition} }}"));

    [Fact]
    public void RulesAreSilentAboutValuesThatHaveAFaultThemselves() =>
        Assert.Equal(
            ["$.training.optimizer: expected \"newton\" or \"fedavg\" or \"fedsgd\", got \"fedavgg\" (did you mean 'fedavg'?)"],
            Parse.MemberFaults(""" "training": { "optimizer": "fedavgg", "trainer": "mlnet", "localEpochs": 3 } """));

    [Fact]
    public void MissingPolicyOfAColumnThatIsNoFeature() =>
        AssertOne(
            "$.missing.agee: is not one of data.features (did you mean 'age'?)",
            Parse.Faults($$"""{ "data": { "query": "q", "features": ["age"] }, {{Parse.Partition}}, "missing": { "agee": "mean" } }"""));

    [Fact]
    public void WhatThisVersionCannotRun_IsRefusedInOneMessage()
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Parse.Members(""" "missing": "bin" """));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.StartsWith("test.json: not available in this version of agricredit:", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["$.missing: \"bin\"; \"reject\", \"mean\" and \"indicator\" are"], exception.Faults);
    }

    [Fact]
    public void LeavingBeforeUnmasking_NeedsTheModeThatUnmasks() =>
        AssertOne(
            "$.aggregation.drop[0].at: \"beforeUnmask\" goes with the mode \"resilient\" only",
            Parse.Faults($$"""{ "data": { "query": "q" }, {{Parse.Partition}}, "aggregation": { "drop": [ { "party": "a", "round": 1, "at": "beforeUnmask" } ] } }"""));

    private static void AssertOne(string expected, IReadOnlyList<string> faults) => Assert.StartsWith(expected, Assert.Single(faults), StringComparison.Ordinal);
}
