using AgriCredit.Harness.Data;
using AgriCredit.Learning;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Simulation;

/// <summary>Hands a party's rows to its own process as a Parquet file that holds the same doubles, bit by bit.</summary>
internal static class RowsFile
{
    private const string Table = "rows";

    /// <summary>Writes the columns with these names, and the labels.</summary>
    public static void Write(Dataset rows, IReadOnlyList<string> features, string label, string path, CancellationToken cancellationToken)
    {
        using var session = new DuckDbSession(folder: null);
        session.Execute($"create table {Table} ({string.Join(", ", features.Select(name => $"{Quoted(name)} double").Append($"{Quoted(label)} utinyint"))})");
        double[][] columns = [.. features.Select(name => rows.Column(rows.FeatureNames.ToList().IndexOf(name)).ToArray())];
        using (DuckDBAppender appender = session.CreateAppender(Table))
        {
            for (int row = 0; row < rows.RowCount; row++)
            {
                if (row % 65_536 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                IDuckDBAppenderRow line = appender.CreateRow();
                foreach (double[] column in columns)
                {
                    line = line.AppendValue(column[row]);
                }

                line.AppendValue(rows.Labels[row]).EndRow();
            }
        }

        session.Execute($"copy {Table} to {DuckDbSession.Quoted(path)} (format parquet)");
    }

    /// <summary>Writes a party's columns of a joint fit: the ids, the features, and the labels where it has them.</summary>
    public static void Write(LoadedSide side, string id, string label, string path, CancellationToken cancellationToken)
    {
        using var session = new DuckDbSession(folder: null);
        IEnumerable<string> columns = side.FeatureNames.Select(name => $"{Quoted(name)} double").Prepend($"{Quoted(id)} varchar");
        session.Execute($"create table {Table} ({string.Join(", ", side.Labels is null ? columns : columns.Append($"{Quoted(label)} utinyint"))})");
        using (DuckDBAppender appender = session.CreateAppender(Table))
        {
            for (int row = 0; row < side.Ids.Count; row++)
            {
                if (row % 65_536 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                IDuckDBAppenderRow line = appender.CreateRow().AppendValue(side.Ids[row]);
                foreach (double[] column in side.Columns)
                {
                    line = line.AppendValue(column[row]);
                }

                (side.Labels is { } labels ? line.AppendValue(labels[row]) : line).EndRow();
            }
        }

        session.Execute($"copy {Table} to {DuckDbSession.Quoted(path)} (format parquet)");
    }

    /// <summary>The query that reads them again, in their order.</summary>
    /// <param name="features">The columns before the label.</param>
    /// <param name="label">The label; null where there is none.</param>
    /// <param name="file">The file.</param>
    public static string Query(IReadOnlyList<string> features, string? label, string file) =>
        $"select {string.Join(", ", (label is null ? features : features.Append(label)).Select(Quoted))} from {DuckDbSession.Quoted(file)}";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
