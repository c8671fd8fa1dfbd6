using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Scenarios;

public sealed class VerticalRulesTests
{
    private const string Bank = """ { "id": "bank", "label": true, "features": ["a"] } """;
    private const string Cloud = """ { "id": "cloud", "features": ["b"] } """;

    [Theory]
    [InlineData(Bank, "$.partition.parties: a vertical partition takes 2 to 4 parties, got 1")]
    [InlineData($$"""{{Bank}}, {{Cloud}}, { "id": "c", "features": ["c"] }, { "id": "d", "features": ["d"] }, { "id": "e", "features": ["e"] }""", "$.partition.parties: a vertical partition takes 2 to 4 parties, got 5")]
    [InlineData($$"""{ "id": "bank", "features": ["a"] }, {{Cloud}}""", "$.partition.parties: exactly one party holds the label (\"label\": true), got 0")]
    [InlineData($$"""{{Bank}}, { "id": "cloud", "label": true, "features": ["b"] }""", "$.partition.parties: exactly one party holds the label (\"label\": true), got 2: 'bank', 'cloud'")]
    [InlineData($$"""{{Bank}}, { "id": "bank", "features": ["b"] }""", "$.partition.parties[1].id: party 'bank' occurs twice")]
    [InlineData($$"""{{Bank}}, { "id": "dealer", "features": ["b"] }""", "$.partition.parties[1].id: cannot name a party")]
    [InlineData($$"""{{Bank}}, { "id": "coordinator", "features": ["b"] }""", "$.partition.parties[1].id: cannot name a party")]
    [InlineData($$"""{{Bank}}, { "id": "cloud", "features": [] }""", "$.partition.parties[1].features: is empty")]
    [InlineData($$"""{{Bank}}, { "id": "cloud", "features": ["b", "a"] }""", "$.partition.parties[1].features[1]: feature 'a' occurs at 'bank' already")]
    [InlineData($$"""{{Bank}}, { "id": "cloud", "features": ["default"] }""", "$.partition.parties[1].features[0]: 'default' is the label")]
    [InlineData($$"""{{Bank}}, { "id": "cloud", "features": ["i"] }""", "$.partition.parties[1].features[0]: 'i' is the id")]
    [InlineData($$"""{{Bank}}, { "id": "cloud", "features": ["b"], "query": "q" }""", "$.partition.parties: either every party has its own 'query' or none")]
    public void ImpossibleParties(string parties, string expected) =>
        Assert.StartsWith(expected, Parse.Faults($$"""{ "data": { "query": "q", "id": "i" }, {{Partition(parties)}} }""")[0], StringComparison.Ordinal);

    [Theory]
    [InlineData(""" { "query": "q" } """, "$.data.id: missing; a vertical partition aligns rows by it")]
    [InlineData(""" { "query": "q", "id": "i", "features": ["a"] } """, "$.data.features: a vertical partition names the features of each party")]
    [InlineData(""" { "query": "q", "id": "i", "test": { "query": "t" } } """, "$.data.test.query: does not go with a vertical partition")]
    [InlineData(""" { "id": "i" } """, "$.data: needs 'query' or 'generator'")]
    public void ImpossibleData(string data, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Parse.Faults($$"""{ "data": {{data}}, {{Partition($"{Bank}, {Cloud}")}} }""")), StringComparison.Ordinal);

    [Theory]
    [InlineData(""" "training": { "optimizer": "fedsgd" } """, "$.training.optimizer: must be \"newton\"")]
    [InlineData(""" "training": { "l1": 0.1 } """, "$.training.l1: must be 0")]
    [InlineData(""" "aggregation": { "mode": "resilient" } """, "$.aggregation.mode: does not go with a vertical partition")]
    [InlineData(""" "aggregation": { "valueBound": 5 } """, "$.aggregation.valueBound: does not go with a vertical partition")]
    [InlineData(""" "aggregation": { "drop": [ { "party": "cloud", "round": 1, "at": "beforeInput" } ] } """, "$.aggregation.drop: does not go with a vertical partition")]
    [InlineData(""" "privacy": { "waivers": ["rowMinimum"] } """, "$.privacy.waivers: does not go with a vertical partition")]
    [InlineData(""" "missing": { "bb": "mean" } """, "$.missing.bb: is not a feature of any party")]
    public void ImpossibleMembers(string members, string expected) =>
        Assert.StartsWith(
            expected,
            Assert.Single(Parse.Faults($$"""{ "data": { "query": "q", "id": "i" }, {{Partition($"{Bank}, {Cloud}")}}, {{members}} }""")),
            StringComparison.Ordinal);

    [Fact]
    public void QueryForAllBesideOwnQueries() =>
        Assert.Equal(
            ["$.data.query: the parties bring their own queries"],
            Parse.Faults($$"""{ "data": { "query": "q", "id": "i" }, {{Partition("""{ "id": "bank", "label": true, "features": ["a"], "query": "q" }, { "id": "cloud", "features": ["b"], "query": "q" }""")}} }"""));

    [Fact]
    public void GeneratedColumnOfTheOtherSide() =>
        Assert.StartsWith(
            "$.partition.parties[0].features[0]: the generated column 'late_bills' is one that a bank does not see; a bank sees plot_area_mu,",
            Assert.Single(Parse.Faults($$"""{ "data": { "generator": {} }, {{Partition("""{ "id": "bank", "label": true, "features": ["late_bills"] }, { "id": "cloud", "features": ["price_change"] }""")}} }""")),
            StringComparison.Ordinal);

    [Fact]
    public void GeneratorNamesTheIdItself()
    {
        Scenario scenario = Parse.Scenario($$"""{ "data": { "generator": {} }, {{Partition("""{ "id": "bank", "label": true, "features": ["guarantor"] }, { "id": "cloud", "features": ["price_change"] }""")}} }""");

        Assert.Equal("farmer_id", scenario.Data.Id);
        Assert.Null(scenario.Data.Features);
    }

    private static string Partition(string parties) => $$""" "partition": { "kind": "vertical", "parties": [ {{parties}} ] } """;
}
