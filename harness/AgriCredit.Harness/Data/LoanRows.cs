namespace AgriCredit.Harness.Data;

/// <summary>Rows of one query: features as numbers, labels, and the column that names the parties where there is one.</summary>
/// <param name="What">Names the query in messages, such as "data.query".</param>
/// <param name="Features">Names of <paramref name="Columns"/>.</param>
/// <param name="Columns">NaN where there is no value.</param>
/// <param name="Labels">0 or 1; empty where the party holds none.</param>
/// <param name="Parties">Null without such a column.</param>
internal sealed record LoanRows(string What, IReadOnlyList<string> Features, double[][] Columns, byte[] Labels, string?[]? Parties)
{
    /// <summary>One for each row, none of them empty, where the reader was asked for them.</summary>
    public string[]? Ids { get; init; }
}
