namespace AgriCredit.Federation.Vertical;

/// <summary>A party's rows before alignment: one per applicant, by id.</summary>
public sealed class JointRows
{
    private readonly double[][] _columns;
    private readonly byte[]? _labels;

    /// <summary>Takes rows as they are; nothing is copied.</summary>
    /// <param name="ids">One id per row.</param>
    /// <param name="features">The columns' names, each once.</param>
    /// <param name="columns">The columns, without missing values.</param>
    /// <param name="labels">0 or 1 per row at the label holder; null at any other party.</param>
    /// <exception cref="ArgumentException">Lengths differ, a name repeats, a value is not finite, or a label is neither 0 nor 1.</exception>
    public JointRows(IReadOnlyList<string> ids, IReadOnlyList<string> features, double[][] columns, byte[]? labels)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length != features.Count || features.Distinct(StringComparer.Ordinal).Count() != features.Count)
        {
            throw new ArgumentException($"Expected {features.Count} columns with a name each, got {columns.Length}.", nameof(columns));
        }

        for (int column = 0; column < columns.Length; column++)
        {
            if (columns[column].Length != ids.Count)
            {
                throw new ArgumentException($"Column '{features[column]}' has {columns[column].Length} rows; there are {ids.Count} ids.", nameof(columns));
            }

            int bad = Array.FindIndex(columns[column], value => !double.IsFinite(value));
            if (bad >= 0)
            {
                throw new ArgumentException($"Column '{features[column]}', row {bad}: the value is not a finite number.", nameof(columns));
            }
        }

        if (labels is not null && (labels.Length != ids.Count || Array.Exists(labels, label => label > 1)))
        {
            throw new ArgumentException($"Expected {ids.Count} labels of 0 or 1.", nameof(labels));
        }

        Ids = ids;
        Features = features;
        _columns = columns;
        _labels = labels;
    }

    /// <summary>One id per row.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Ids.Count;

    /// <summary>Whether the party holds labels.</summary>
    public bool HasLabels => _labels is not null;

    /// <summary>Some of the rows, in the order given.</summary>
    /// <param name="rows">Their places.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public JointRows Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.All(row => row >= 0 && row < Count)
            ? new JointRows([.. rows.Select(row => Ids[row])], Features, SelectColumns(rows), _labels is null ? null : SelectLabels(rows))
            : throw new ArgumentOutOfRangeException(nameof(rows), $"Rows are numbered from 0 to {Count - 1}.");
    }

    /// <summary>What a half of a model adds to the logits of some rows, in the order given.</summary>
    internal double[] Logits(JointHalf half, IReadOnlyList<int> rows) => [.. rows.Select(row => half.Logit(Array.ConvertAll(_columns, column => column[row])))];

    /// <summary>The columns of some rows, in the order given.</summary>
    internal double[][] SelectColumns(IReadOnlyList<int> rows) => [.. _columns.Select(column => rows.Select(row => column[row]).ToArray())];

    /// <summary>The labels of some rows.</summary>
    internal byte[] SelectLabels(IReadOnlyList<int> rows) => _labels is null ? [] : [.. rows.Select(row => _labels[row])];
}
