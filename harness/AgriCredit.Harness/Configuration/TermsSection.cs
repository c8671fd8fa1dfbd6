using System.ComponentModel;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>What people have agreed to fit: the root of <c>terms.json</c>, the same at every institution. Its keys are those of a scenario.</summary>
[Description("What the institutions of a federation have agreed to fit, and how.")]
internal sealed record TermsSection
{
    [Description("Names the model: letters, digits, '.', '_' and '-'.")]
    public required string Name { get; init; }

    [NumberRange(AtLeast = 0)]
    [Description("Fixes the order of rows in local training.")]
    public int Seed { get; init; } = Scenario.DefaultSeed;

    [Description("The column that identifies an applicant. Where parties hold different columns, every party's query returns it and rows are aligned by it; else it is for scoring, and no session reads it.")]
    public string? Id { get; init; }

    [Description("Where parties hold the same columns: the model's, in order; every party's query returns them.")]
    public IReadOnlyList<string>? Features { get; init; }

    [Description("Where parties hold different columns: {\"kind\": \"vertical\", \"parties\": [...]}, without their queries, which are their own business.")]
    public PartitionSection? Partition { get; init; }

    [Description("With 'partition': what the fit gives to whom. own: to each party the coefficients of its own columns. joined: to every party the whole model. Default: own.")]
    public ReleaseName? Release { get; init; }

    [Description("Missing values: one policy for every feature, or an object of feature names and their policies; features not named there are 'reject'.")]
    public MissingSection Missing { get; init; } = new();

    public TrainingSection Training { get; init; } = new();

    public AggregationSection Aggregation { get; init; } = new();

    public PrivacySection Privacy { get; init; } = new();

    public ScorecardSection Scorecard { get; init; } = new();

    public TimeoutsSection Timeouts { get; init; } = new();

    /// <summary>The same as a scenario, for what the two share.</summary>
    public Scenario ToScenario() => new()
    {
        Name = Name,
        Seed = Seed,
        Data = new DataSection { Id = Id, Features = Features },
        Partition = Partition ?? new HorizontalPartition(),
        Missing = Missing,
        Training = Training,
        Aggregation = Aggregation,
        Privacy = Privacy,
        Scorecard = Scorecard,
    };
}
