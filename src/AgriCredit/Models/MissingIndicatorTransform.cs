namespace AgriCredit;

/// <summary>1 where the raw value is missing and 0 where it is known, standardised like any other column: (indicator - mean) / standard deviation.</summary>
public sealed class MissingIndicatorTransform : FeatureTransform
{
    /// <summary>Makes a transform.</summary>
    /// <param name="mean">The share of missing values the model was fitted with, in [0, 1]; 0 leaves the indicator as it is.</param>
    /// <param name="standardDeviation">Finite and positive; 1 leaves the indicator as it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not so.</exception>
    public MissingIndicatorTransform(double mean = 0, double standardDeviation = 1)
    {
        Mean = mean is >= 0 and <= 1 ? Require.Finite(mean, nameof(mean)) : throw new ArgumentOutOfRangeException(nameof(mean), "The share of missing values lies in [0, 1].");
        StandardDeviation = Require.Positive(standardDeviation, nameof(standardDeviation));
    }

    /// <summary>The share of missing values in training, or 0.</summary>
    public double Mean { get; }

    /// <summary>The indicator's standard deviation in training, or 1.</summary>
    public double StandardDeviation { get; }
}
