namespace AgriCredit;

/// <summary>What the scorer does with a missing raw value (NaN).</summary>
public enum MissingPolicy
{
    /// <summary>Refuses the applicant, naming the feature.</summary>
    Reject,

    /// <summary>Scores <see cref="ModelFeature.ValueWhenMissing"/>, the mean of training, in its place.</summary>
    Mean,

    /// <summary>As <see cref="Mean"/>, and a second feature with a <see cref="MissingIndicatorTransform"/> of the same source says that the value was missing.</summary>
    Indicator,

    /// <summary>Scores the missing bin of the feature's <see cref="WoeTransform"/>.</summary>
    Bin,
}
