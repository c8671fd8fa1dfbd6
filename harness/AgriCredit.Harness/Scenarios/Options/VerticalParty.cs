using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>A party of a vertical partition.</summary>
[Description("A party and its columns.")]
internal sealed record VerticalParty
{
    [Description("The party's name; its own rows, if it has a query, have their ids in the column data.id all the same.")]
    public required string Id { get; init; }

    [Description("True for the one party that holds the label.")]
    public bool Label { get; init; }

    [Description("The party's columns; a feature's name occurs at one party only.")]
    public required IReadOnlyList<string> Features { get; init; }

    [Description("The party's own rows, in any order and of any applicants, in place of data.query: a DuckDB SELECT that returns data.id and the party's columns, at the label holder also data.label.")]
    public string? Query { get; init; }
}
