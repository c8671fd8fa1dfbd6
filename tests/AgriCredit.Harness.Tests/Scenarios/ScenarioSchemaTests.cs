using AgriCredit.Harness.Scenarios;
using AgriCredit.Testing;
using NJsonSchema;

namespace AgriCredit.Harness.Tests.Scenarios;

public sealed class ScenarioSchemaTests
{
    private const string Update = "AGRICREDIT_UPDATE_SCHEMA";

    public static TheoryData<string> ShippedNames => [.. ShippedScenarios.Names];

    /// <summary>The shipped file is written anew where the variable above is set to 1.</summary>
    [Fact]
    public void ShippedSchemaIsTheGeneratedOne()
    {
        string path = Path.Combine(TestData.Checkout, "harness", "AgriCredit.Harness", "Scenarios", ScenarioSchema.FileName);
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, ScenarioSchema.Generate());
        }

        Assert.True(File.ReadAllText(path) == ScenarioSchema.Generate(), $"{path} is not what the option types say; run this test with {Update}=1.");
        Assert.Equal(File.ReadAllText(path), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, ScenarioSchema.FileName)));
    }

    [Theory]
    [MemberData(nameof(ShippedNames))]
    public async Task ShippedScenarioIsValid(string name)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(ScenarioSchema.Generate());

        // NJsonSchema reads no comments; the resolved form has none and every key.
        Assert.Empty(schema.Validate(ScenarioJson.Write(ScenarioFile.Load(name).Scenario)));
    }

    [Theory]
    [InlineData(""" "seed": 1 """, true)]
    [InlineData(""" "$schema": "x", "missing": "bin" """, true)]
    [InlineData(""" "missing": { "a": "indicator" } """, true)]
    [InlineData(""" "training": { "l2": 0.001, "maxRounds": 100 } """, true)]
    [InlineData(""" "aggregation": { "mode": "resilient", "drop": [ { "party": "2", "round": 3, "at": "afterInput" } ] } """, true)]
    [InlineData(""" "seeed": 1 """, false)]
    [InlineData(""" "seed": -1 """, false)]
    [InlineData(""" "seed": 1.5 """, false)]
    [InlineData(""" "missing": "median" """, false)]
    [InlineData(""" "training": { "optimizer": "adam" } """, false)]
    [InlineData(""" "training": { "learningRate": 0 } """, false)]
    [InlineData(""" "privacy": { "waivers": ["all"] } """, false)]
    [InlineData(""" "aggregation": { "drop": [ { "party": "2" } ] } """, false)]
    public async Task SchemaAndReaderAgree(string members, bool valid)
    {
        string json = $"{{ {Parse.Query}, {Parse.Partition}, {members} }}";
        var faults = new ScenarioFaults();
        using var document = System.Text.Json.JsonDocument.Parse(json);
        ScenarioReader.Read<Scenario>(document.RootElement, faults);
        JsonSchema schema = await JsonSchema.FromJsonAsync(ScenarioSchema.Generate());

        Assert.Equal(valid, faults.Count == 0);
        Assert.Equal(valid, schema.Validate(json).Count == 0);
    }

    [Theory]
    [InlineData(""" { "kind": "vertical", "parties": [ { "id": "bank", "label": true, "features": ["a"], "query": "q" }, { "id": "cloud", "features": ["b"] } ] } """, true)]
    [InlineData(""" { "kind": "horizontal", "parties": 20, "assign": "dirichlet", "alpha": 0.5 } """, true)]
    [InlineData(""" { "kind": "vertical", "by": "bank" } """, false)]
    [InlineData(""" { "kind": "diagonal" } """, false)]
    [InlineData(""" { "kind": "horizontal", "parties": [] } """, false)]
    public async Task SchemaKnowsBothPartitions(string partition, bool valid)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(ScenarioSchema.Generate());
        Assert.Equal(valid, schema.Validate($"{{ {Parse.Query}, \"partition\": {partition} }}").Count == 0);
    }
}
