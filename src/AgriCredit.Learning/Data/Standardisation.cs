using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Learning;

/// <summary>The linear change of scale of every feature before training: x -> (x - mean) / standard deviation.</summary>
/// <remarks>In a federation the constants come from secure sums over all parties' training rows (PROTOCOL.md 3.3); <see cref="FromRows"/> gives them for rows in one place.</remarks>
public sealed class Standardisation
{
    // A feature whose spread is this small against its mean is a constant seen through rounding.
    private const double ConstantRatio = 1e-10;
    private const int SumBlock = 4096;
    private readonly double[] _means;
    private readonly double[] _standardDeviations;

    /// <summary>Takes the constants as they are.</summary>
    /// <param name="means">One finite mean per feature.</param>
    /// <param name="standardDeviations">One finite standard deviation, 0 or more, per feature; 0 only for a constant feature, which <see cref="DesignMatrix.Create"/> refuses.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite or a deviation negative.</exception>
    public Standardisation(ReadOnlySpan<double> means, ReadOnlySpan<double> standardDeviations)
    {
        if (means.Length != standardDeviations.Length)
        {
            throw new ArgumentException($"There are {means.Length} means and {standardDeviations.Length} standard deviations.", nameof(standardDeviations));
        }

        for (int feature = 0; feature < means.Length; feature++)
        {
            if (!double.IsFinite(means[feature]) || !double.IsFinite(standardDeviations[feature]) || standardDeviations[feature] < 0)
            {
                throw new ArgumentException($"Feature {feature}: mean and standard deviation must be finite and the latter not negative.", nameof(means));
            }
        }

        _means = means.ToArray();
        _standardDeviations = standardDeviations.ToArray();
    }

    /// <summary>Number of features.</summary>
    public int FeatureCount => _means.Length;

    /// <summary>The mean of every feature, over the rows where it is present.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The population standard deviation (divided by n) of every feature.</summary>
    public ReadOnlySpan<double> StandardDeviations => _standardDeviations;

    /// <summary>The scale that changes nothing: mean 0, standard deviation 1.</summary>
    /// <param name="featureCount">Number of features, 0 or more.</param>
    public static Standardisation Identity(int featureCount)
    {
        double[] ones = new double[featureCount];
        Array.Fill(ones, 1);
        return new Standardisation(new double[featureCount], ones);
    }

    /// <summary>Computes means and population standard deviations in two passes, so that a large mean cancels nothing.</summary>
    /// <param name="rows">At least one row. A missing value is left out of the mean and counts as the mean in the standard deviation.</param>
    /// <exception cref="ArgumentException"><paramref name="rows"/> is empty.</exception>
    /// <remarks>The same bits for any number of processors: blocks of 4,096 rows are summed in eight lanes and added in row order.</remarks>
    public static Standardisation FromRows(Dataset rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.RowCount == 0)
        {
            throw new ArgumentException("Means need at least one row.", nameof(rows));
        }

        double[] means = new double[rows.FeatureCount];
        double[] deviations = new double[rows.FeatureCount];
        Parallel.For(0, rows.FeatureCount, feature =>
        {
            ReadOnlySpan<double> column = rows.Column(feature);
            (double sum, double present) = Sum(column, 0, squares: false);
            means[feature] = present > 0 ? sum / present : 0;
            deviations[feature] = Math.Sqrt(Sum(column, means[feature], squares: true).Sum / rows.RowCount);
        });
        return new Standardisation(means, deviations);
    }

    /// <summary>Whether a feature has no spread to fit on: its standard deviation is 0, or within rounding of 0 against its mean.</summary>
    /// <param name="feature">0-based index of the feature.</param>
    public bool IsConstant(int feature) => _standardDeviations[feature] <= ConstantRatio * Math.Abs(_means[feature]);

    private static (double Sum, double Present) Sum(ReadOnlySpan<double> column, double mean, bool squares)
    {
        double total = 0;
        double present = 0;
        for (int start = 0; start < column.Length; start += SumBlock)
        {
            (double sum, double count) = SumOneBlock(column.Slice(start, Math.Min(SumBlock, column.Length - start)), mean, squares);
            total += sum;
            present += count;
        }

        return (total, present);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (double Sum, double Present) SumOneBlock(ReadOnlySpan<double> values, double mean, bool squares)
    {
        Vector512<double> centre = Vector512.Create(mean);
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> present = Vector512<double>.Zero;
        Span<double> tail = stackalloc double[Vector512<double>.Count];
        for (int row = 0; row < values.Length; row += Vector512<double>.Count)
        {
            ReadOnlySpan<double> rest = values[row..];
            if (rest.Length < Vector512<double>.Count)
            {
                rest.CopyTo(tail);
                tail[rest.Length..].Fill(double.NaN);
            }

            Vector512<double> value = Vector512.Create(rest.Length < Vector512<double>.Count ? tail : rest) - centre;
            Vector512<double> isPresent = Vector512.Equals(value, value);
            sum += isPresent & (squares ? value * value : value);
            present += isPresent & Vector512<double>.One;
        }

        return (Lanes.Sum(sum), Lanes.Sum(present));
    }
}
