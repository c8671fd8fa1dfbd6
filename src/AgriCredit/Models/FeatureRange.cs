namespace AgriCredit;

/// <summary>The values a feature is expected to take, both ends included.</summary>
/// <remarks>Information for whoever prepares applicants, and the bounds that golden vectors touch; what happens to values outside it, <see cref="ModelFeature.OutOfRange"/> says.</remarks>
public sealed class FeatureRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="low">Finite, in the feature's unit.</param>
    /// <param name="high">Finite and not below <paramref name="low"/>.</param>
    /// <param name="step">Positive where only <paramref name="low"/> plus whole multiples of it occur, as 1 for counts and yes or no; null where any number does.
    /// It is information: a what-if proposes only such values.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not so.</exception>
    public FeatureRange(double low, double high, double? step = null)
    {
        Step = step is { } distance ? Require.Positive(distance, nameof(step)) : null;
        Low = Require.Finite(low, nameof(low));
        High = Require.Finite(high, nameof(high));
        if (high < low)
        {
            throw new ArgumentOutOfRangeException(nameof(high), $"A range's {nameof(high)} is not below its {nameof(low)}.");
        }
    }

    /// <summary>The lowest value expected.</summary>
    public double Low { get; }

    /// <summary>The highest value expected.</summary>
    public double High { get; }

    /// <summary>The distance between values that occur, or null.</summary>
    public double? Step { get; }
}
