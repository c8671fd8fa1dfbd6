using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Where the rows come from and what their columns mean.</summary>
[Description("Where the rows come from and what their columns mean.")]
internal sealed record DataSection
{
    public const string DefaultLabel = "default";

    [Description("One DuckDB SELECT over CSV, CSV.gz and Parquet files; relative names are looked up in --data DIR, else beside the scenario.")]
    public string? Query { get; init; }

    [Description("Synthetic farm loans in place of 'query'.")]
    public GeneratorSection? Generator { get; init; }

    [Description("The column that identifies an applicant.")]
    public string? Id { get; init; }

    [Description("The column that is 1 for a default (bad) and 0 for a good loan.")]
    public string Label { get; init; } = DefaultLabel;

    [Description("The model's columns. Default: every column that is not the id, the label or the partition's 'by'; with the generator, every column of its true model.")]
    public IReadOnlyList<string>? Features { get; init; }

    [Description("Which rows test the model. Left out: none, and test metrics are null.")]
    public TestSection? Test { get; init; }
}
