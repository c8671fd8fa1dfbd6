using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Learning;

/// <summary>Standardised rows with an implicit intercept, laid out for the statistics kernel.</summary>
/// <remarks>Immutable and safe to read from any thread. Unlike <see cref="Dataset"/> it has no missing values and is stored in blocks of 256 rows.</remarks>
public sealed class DesignMatrix
{
    private readonly string[] _featureNames;
    private readonly double[] _maxAbsolute;
    private readonly byte[] _labels;
    private readonly int[] _firstRows;

    private DesignMatrix(string[] featureNames, DesignChunk[] chunks, byte[] labels, double[] maxAbsolute)
    {
        _featureNames = featureNames;
        Chunks = chunks;
        _labels = labels;
        _maxAbsolute = maxAbsolute;
        _firstRows = new int[chunks.Length];
        for (int chunk = 1; chunk < chunks.Length; chunk++)
        {
            _firstRows[chunk] = _firstRows[chunk - 1] + chunks[chunk - 1].Rows;
        }

        DefaultCount = labels.AsSpan().Count((byte)1);
    }

    /// <summary>The features' names, in column order.</summary>
    public IReadOnlyList<string> FeatureNames => _featureNames;

    /// <summary>Number of rows; may be 0.</summary>
    public int RowCount => _labels.Length;

    /// <summary>Number of features d; the intercept is not one.</summary>
    public int FeatureCount => _featureNames.Length;

    /// <summary>Number of weights: d + 1, the intercept first.</summary>
    public int Dimension => _featureNames.Length + 1;

    /// <summary>Number of rows with label 1.</summary>
    public int DefaultCount { get; }

    /// <summary>The labels in row order: 1 = default, 0 = good.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    internal DesignChunk[] Chunks { get; }

    /// <summary>Standardises rows: (x - mean) / standard deviation; a missing value becomes 0, that is, the mean.</summary>
    /// <param name="rows">The rows, any number of them.</param>
    /// <param name="standardisation">The scale, with as many features as <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">The numbers of features differ, a standard deviation is 0 (a constant feature), or a standardised value overflows.</exception>
    public static DesignMatrix Create(Dataset rows, Standardisation standardisation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(standardisation);
        if (standardisation.FeatureCount != rows.FeatureCount)
        {
            throw new ArgumentException($"The scale has {standardisation.FeatureCount} features; the rows have {rows.FeatureCount}.", nameof(standardisation));
        }

        int constant = standardisation.StandardDeviations.IndexOf(0.0);
        if (constant >= 0)
        {
            throw new ArgumentException($"Feature '{rows.FeatureNames[constant]}' is constant: its standard deviation is 0. Drop it.", nameof(standardisation));
        }

        var chunks = new DesignChunk[(rows.RowCount + DesignChunk.MaxRows - 1) / DesignChunk.MaxRows];
        double[][] chunkMaxima = new double[chunks.Length][];
        Parallel.For(0, chunks.Length, chunk => (chunks[chunk], chunkMaxima[chunk]) = Fill(rows, standardisation, chunk * DesignChunk.MaxRows));
        double[] maxima = Largest(rows.FeatureCount, chunkMaxima);
        int overflow = maxima.AsSpan().IndexOfAnyExceptInRange(0, double.MaxValue);
        if (overflow >= 0)
        {
            throw new ArgumentException($"Feature '{rows.FeatureNames[overflow]}' overflows when standardised.", nameof(rows));
        }

        return new DesignMatrix([.. rows.FeatureNames], chunks, rows.Labels.ToArray(), maxima);
    }

    /// <summary>Puts the rows of several matrices under one another, sharing their storage: no value is copied.</summary>
    /// <param name="parts">At least one; all with the same features, and on the same scale for the result to mean anything.</param>
    /// <exception cref="ArgumentException">No part, or the parts' feature names differ.</exception>
    public static DesignMatrix Concatenate(IReadOnlyList<DesignMatrix> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("At least one design matrix is needed.", nameof(parts));
        }

        if (parts.Any(part => !part._featureNames.AsSpan().SequenceEqual(parts[0]._featureNames)))
        {
            throw new ArgumentException("The design matrices have different features.", nameof(parts));
        }

        byte[] labels = [.. parts.SelectMany(part => part._labels)];
        double[] maxima = Largest(parts[0].FeatureCount, [.. parts.Select(part => part._maxAbsolute)]);
        return new DesignMatrix(parts[0]._featureNames, [.. parts.SelectMany(part => part.Chunks)], labels, maxima);
    }

    /// <summary>The largest absolute standardised value of a feature; 0 without rows.</summary>
    /// <param name="feature">0-based index of the feature.</param>
    public double MaxAbsolute(int feature) => _maxAbsolute[feature];

    /// <summary>Copies one row's standardised values.</summary>
    /// <param name="row">0-based row number.</param>
    /// <param name="destination">Receives <see cref="FeatureCount"/> values; the intercept's 1 is not among them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is outside [0, <see cref="RowCount"/>).</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="FeatureCount"/>.</exception>
    public void CopyRow(int row, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        if (destination.Length < FeatureCount)
        {
            throw new ArgumentException($"There is room for {destination.Length} values; a row has {FeatureCount}.", nameof(destination));
        }

        int found = Array.BinarySearch(_firstRows, row);
        int chunk = found >= 0 ? found : ~found - 1;
        int inChunk = row - _firstRows[chunk];
        (int block, int inBlock) = Math.DivRem(inChunk, DesignChunk.BlockRows);
        for (int feature = 0; feature < FeatureCount; feature++)
        {
            destination[feature] = Chunks[chunk].Column(block, feature)[inBlock];
        }

        GC.KeepAlive(this);
    }

    private static (DesignChunk Chunk, double[] MaxAbsolute) Fill(Dataset rows, Standardisation standardisation, int firstRow)
    {
        var chunk = new DesignChunk(rows.FeatureCount, Math.Min(DesignChunk.MaxRows, rows.RowCount - firstRow));
        double[] maxima = new double[rows.FeatureCount];
        for (int feature = 0; feature < rows.FeatureCount; feature++)
        {
            ReadOnlySpan<double> column = rows.Column(feature).Slice(firstRow, chunk.Rows);
            double mean = standardisation.Means[feature];
            double deviation = standardisation.StandardDeviations[feature];
            for (int block = 0; block < chunk.BlockCount; block++)
            {
                ReadOnlySpan<double> values = column.Slice(block * DesignChunk.BlockRows, chunk.RowsOf(block));
                maxima[feature] = Math.Max(maxima[feature], Standardise(values, mean, deviation, chunk.Column(block, feature)));
            }
        }

        for (int block = 0; block < chunk.BlockCount; block++)
        {
            CopyLabels(rows.Labels.Slice(firstRow + (block * DesignChunk.BlockRows), chunk.RowsOf(block)), chunk.Column(block, rows.FeatureCount));
        }

        return (chunk, maxima);
    }

    private static void CopyLabels(ReadOnlySpan<byte> labels, Span<double> destination)
    {
        destination[labels.Length..].Clear();
        for (int row = 0; row < labels.Length; row++)
        {
            destination[row] = labels[row];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Standardise(ReadOnlySpan<double> values, double mean, double deviation, Span<double> destination)
    {
        Vector512<double> centre = Vector512.Create(mean);
        Vector512<double> scale = Vector512.Create(deviation);
        Vector512<double> largest = Vector512<double>.Zero;
        values.CopyTo(destination);
        destination[values.Length..].Fill(double.NaN);
        for (int row = 0; row < destination.Length; row += Vector512<double>.Count)
        {
            Vector512<double> standard = (Vector512.Create<double>(destination[row..]) - centre) / scale;
            standard &= Vector512.Equals(standard, standard);
            standard.CopyTo(destination[row..]);
            largest = Vector512.Max(largest, Vector512.Abs(standard));
        }

        double maximum = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            maximum = Math.Max(maximum, largest.GetElement(lane));
        }

        return maximum;
    }

    private static double[] Largest(int featureCount, double[][] parts)
    {
        double[] largest = new double[featureCount];
        foreach (double[] part in parts)
        {
            for (int feature = 0; feature < featureCount; feature++)
            {
                largest[feature] = Math.Max(largest[feature], part[feature]);
            }
        }

        return largest;
    }
}
