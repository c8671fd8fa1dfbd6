using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The test rows: every n-th of the query, or a query of their own.</summary>
[Description("The test rows: every n-th row of the data, or the rows of another query.")]
internal sealed record TestSection
{
    [NumberRange(AtLeast = 2)]
    [Description("Row i (0-based, in query order) is a test row if i % everyNth equals offset.")]
    public int? EveryNth { get; init; }

    [NumberRange(AtLeast = 0)]
    [Description("With everyNth: 0 by default.")]
    public int? Offset { get; init; }

    [Description("One DuckDB SELECT that returns the test rows, with the same columns.")]
    public string? Query { get; init; }
}
