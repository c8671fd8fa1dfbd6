namespace AgriCredit;

/// <summary>The values a feature is expected to take, both ends included.</summary>
/// <remarks>Information for whoever prepares applicants, and the bounds that golden vectors touch; the scorer does not refuse values outside it.</remarks>
public sealed class FeatureRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="low">Finite, in the feature's unit.</param>
    /// <param name="high">Finite and not below <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not so.</exception>
    public FeatureRange(double low, double high)
    {
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
}
