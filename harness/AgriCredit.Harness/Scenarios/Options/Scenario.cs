using System.ComponentModel;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>One experiment: where the rows are, how parties hold them, how the model is fitted and summed. The root of a scenario file.</summary>
/// <remarks>Every record of this folder is one object of the file. The JSON Schema is generated from them, and <see cref="ScenarioReader"/> reads by them.</remarks>
[Description("An AgriCredit scenario: where the rows are, how parties hold them, how the model is fitted.")]
internal sealed record Scenario
{
    public const int DefaultSeed = 1;

    [JsonPropertyName("$schema")]
    [Description("Where an editor finds this schema; not read by AgriCredit.")]
    public string? Schema { get; init; }

    [Description("Names the run and its folder: letters, digits, '.', '_' and '-'. Default: the file's name.")]
    public string? Name { get; init; }

    [NumberRange(AtLeast = 0)]
    [Description("Fixes everything random in the experiment: generated rows, dirichlet partition, order of rows in local training.")]
    public int Seed { get; init; } = DefaultSeed;

    public required DataSection Data { get; init; }

    public required PartitionSection Partition { get; init; }

    [Description("Missing values: one policy for every feature, or an object of feature names and their policies; features not named there are 'reject'.")]
    public MissingSection Missing { get; init; } = new();

    public TrainingSection Training { get; init; } = new();

    public AggregationSection Aggregation { get; init; } = new();

    public PrivacySection Privacy { get; init; } = new();

    public ScorecardSection Scorecard { get; init; } = new();
}
