namespace AgriCredit.Learning;

/// <summary>Loans of one party or of all: named columns of numbers and a 0/1 label, before standardising.</summary>
/// <remarks>
/// Immutable by convention: it keeps the arrays it is given and never writes to them. A <see cref="double.NaN"/> is a missing value;
/// <see cref="DesignMatrix"/> puts the mean in its place. See <see cref="DesignMatrix"/> for the form that training reads.
/// </remarks>
public sealed class Dataset
{
    private readonly string[] _featureNames;
    private readonly double[][] _columns;
    private readonly byte[] _labels;

    /// <summary>Takes over columns and labels without copying.</summary>
    /// <param name="featureNames">Distinct, non-empty names, in the order of <paramref name="columns"/>.</param>
    /// <param name="columns">One array per feature, each as long as <paramref name="labels"/>; values are finite, or NaN where missing.</param>
    /// <param name="labels">1 = default (bad), 0 = good.</param>
    /// <exception cref="ArgumentException">A name is empty or repeated, a length differs, a value is infinite or a label is not 0 or 1;
    /// the message names the feature and the 0-based row.</exception>
    public Dataset(IReadOnlyList<string> featureNames, double[][] columns, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(featureNames);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(labels);
        _featureNames = [.. featureNames];
        _columns = [.. columns];
        _labels = labels;
        CheckNames(_featureNames);
        CheckColumns(_featureNames, _columns, labels.Length);
        int badLabel = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (badLabel >= 0)
        {
            throw new ArgumentException($"Row {badLabel}: the label is {labels[badLabel]}; it must be 0 or 1.", nameof(labels));
        }

        DefaultCount = labels.AsSpan().Count((byte)1);
    }

    /// <summary>The features' names, in column order.</summary>
    public IReadOnlyList<string> FeatureNames => _featureNames;

    /// <summary>Number of loans.</summary>
    public int RowCount => _labels.Length;

    /// <summary>Number of features; the intercept is not one.</summary>
    public int FeatureCount => _columns.Length;

    /// <summary>Number of rows with label 1.</summary>
    public int DefaultCount { get; }

    /// <summary>The labels in row order: 1 = default, 0 = good.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The values of one feature in row order.</summary>
    /// <param name="feature">0-based index into <see cref="FeatureNames"/>.</param>
    /// <returns><see cref="RowCount"/> values; NaN where missing.</returns>
    public ReadOnlySpan<double> Column(int feature) => _columns[feature];

    /// <summary>Copies some rows, in the order asked for.</summary>
    /// <param name="rows">0-based row numbers; a row may occur more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row number is outside [0, <see cref="RowCount"/>).</exception>
    public Dataset Select(ReadOnlySpan<int> rows)
    {
        int[] order = rows.ToArray();
        foreach (int row in order)
        {
            if ((uint)row >= (uint)RowCount)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"Row numbers run from 0 to {RowCount - 1}.");
            }
        }

        return new Dataset(_featureNames, [.. _columns.Select(column => Pick(column, order))], Pick(_labels, order));
    }

    /// <summary>Puts the rows of several data sets under one another.</summary>
    /// <param name="parts">At least one; all with the same feature names in the same order.</param>
    /// <exception cref="ArgumentException">No part, or the parts' feature names differ.</exception>
    public static Dataset Concatenate(IReadOnlyList<Dataset> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("At least one data set is needed.", nameof(parts));
        }

        Dataset first = parts[0];
        for (int part = 1; part < parts.Count; part++)
        {
            if (!parts[part]._featureNames.AsSpan().SequenceEqual(first._featureNames))
            {
                throw new ArgumentException($"Data set {part} has other features than data set 0.", nameof(parts));
            }
        }

        double[][] columns = new double[first.FeatureCount][];
        for (int feature = 0; feature < columns.Length; feature++)
        {
            columns[feature] = Join(parts, part => part._columns[feature]);
        }

        return new Dataset(first._featureNames, columns, Join(parts, part => part._labels));
    }

    private static T[] Pick<T>(T[] values, int[] rows)
    {
        T[] picked = GC.AllocateUninitializedArray<T>(rows.Length);
        for (int row = 0; row < rows.Length; row++)
        {
            picked[row] = values[rows[row]];
        }

        return picked;
    }

    private static T[] Join<T>(IReadOnlyList<Dataset> parts, Func<Dataset, T[]> values)
    {
        T[] joined = GC.AllocateUninitializedArray<T>(parts.Sum(part => part.RowCount));
        int position = 0;
        foreach (Dataset part in parts)
        {
            values(part).CopyTo(joined.AsSpan(position));
            position += part.RowCount;
        }

        return joined;
    }

    private static void CheckNames(string[] names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw new ArgumentException("A feature name is empty.", nameof(names));
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"Feature '{name}' occurs twice.", nameof(names));
            }
        }
    }

    private static void CheckColumns(string[] names, double[][] columns, int rows)
    {
        if (columns.Length != names.Length)
        {
            throw new ArgumentException($"There are {columns.Length} columns for {names.Length} feature names.", nameof(columns));
        }

        for (int feature = 0; feature < columns.Length; feature++)
        {
            double[] column = columns[feature] ?? throw new ArgumentException($"Feature '{names[feature]}' has no column.", nameof(columns));
            if (column.Length != rows)
            {
                throw new ArgumentException($"Feature '{names[feature]}' has {column.Length} rows; there are {rows} labels.", nameof(columns));
            }

            int infinite = column.AsSpan().IndexOfAny(double.PositiveInfinity, double.NegativeInfinity);
            if (infinite >= 0)
            {
                throw new ArgumentException($"Feature '{names[feature]}', row {infinite}: the value is infinite.", nameof(columns));
            }
        }
    }
}
