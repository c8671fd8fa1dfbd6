using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>A feature as the model sees it.</summary>
/// <param name="Name">Its name; an indicator's ends in <see cref="IndicatorSuffix"/>.</param>
/// <param name="Source">The raw column it comes from; its own name unless it is an indicator.</param>
/// <param name="Missing">What is done with a missing value. A feature without one among the training rows has <see cref="MissingHandling.Reject"/>: nothing was learnt about gaps.</param>
/// <param name="Minimum">Smallest value in the training rows; NaN where no role sees all of them.</param>
/// <param name="Maximum">Largest value in the training rows; NaN likewise.</param>
/// <param name="IsBinary">True when every training value is 0 or 1.</param>
internal sealed record LoadedFeature(string Name, string Source, MissingHandling Missing, double Minimum, double Maximum, bool IsBinary)
{
    public const string IndicatorSuffix = "_missing";

    /// <summary>What its own party puts in the place of a missing value before a joint fit; null where the mean of the training scale takes it.</summary>
    public double? FillValue { get; init; }

    /// <summary>True for the 0/1 feature that says whether <see cref="Source"/> is missing.</summary>
    public bool IsIndicator => Name != Source;

    /// <summary>Whether a column has one value in some rows, gaps aside.</summary>
    public static bool IsConstant(ReadOnlySpan<double> values, ReadOnlySpan<int> rows)
    {
        double first = double.NaN;
        foreach (int row in rows)
        {
            double value = values[row];
            if (double.IsNaN(first))
            {
                first = value;
            }
            else if (!double.IsNaN(value) && value != first)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is known of a column from the training rows.</summary>
    public static LoadedFeature Describe(string name, string source, MissingHandling handling, ReadOnlySpan<double> values, ReadOnlySpan<int> rows)
    {
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        bool binary = true;
        foreach (int row in rows)
        {
            double value = values[row];
            if (!double.IsNaN(value))
            {
                minimum = double.Min(minimum, value);
                maximum = double.Max(maximum, value);
                binary &= value is 0 or 1;
            }
        }

        return new LoadedFeature(name, source, handling, minimum, maximum, binary);
    }
}
