using System.ComponentModel;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>Where a party's rows come from: its own business, and never sent to anybody.</summary>
[Description("Where the party's rows come from.")]
internal sealed record PartyData
{
    [Description("One DuckDB SELECT over the party's own CSV, CSV.gz and Parquet files; relative names are looked up in 'folder'.")]
    public required string Query { get; init; }

    [Description("Where relative file names of the query are looked up; default: beside this file.")]
    public string? Folder { get; init; }

    [Description("The column that is 1 for a default (bad) and 0 for a good loan.")]
    public string Label { get; init; } = DataSection.DefaultLabel;
}
