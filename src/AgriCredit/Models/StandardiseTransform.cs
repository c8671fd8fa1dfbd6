namespace AgriCredit;

/// <summary>(raw value - mean) / standard deviation.</summary>
/// <remarks>The scorer folds it into the weights once, so an applicant's value is multiplied, never standardised.</remarks>
public sealed class StandardiseTransform : FeatureTransform
{
    /// <summary>Makes a transform.</summary>
    /// <param name="mean">Finite, in the feature's unit.</param>
    /// <param name="standardDeviation">Finite and positive, in the feature's unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not so.</exception>
    public StandardiseTransform(double mean, double standardDeviation)
    {
        Mean = Require.Finite(mean, nameof(mean));
        StandardDeviation = Require.Positive(standardDeviation, nameof(standardDeviation));
    }

    /// <summary>The mean, in the feature's unit.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation, in the feature's unit.</summary>
    public double StandardDeviation { get; }
}
