using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>A party of a vertical partition.</summary>
[Description("A party and its columns.")]
internal sealed record VerticalParty
{
    [Description("The party's name.")]
    public required string Id { get; init; }

    [Description("True for the one party that holds the label.")]
    public bool Label { get; init; }

    [Description("The party's columns.")]
    public required IReadOnlyList<string> Features { get; init; }

    [Description("The party's own rows, in place of data.query.")]
    public string? Query { get; init; }
}
