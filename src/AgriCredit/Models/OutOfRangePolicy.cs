namespace AgriCredit;

/// <summary>What the scorer does with a raw value outside <see cref="ModelFeature.Range"/>.</summary>
/// <remarks>To score the nearest end in its place, give the feature a <see cref="ClipTransform"/>.</remarks>
public enum OutOfRangePolicy
{
    /// <summary>Scores it: the range is information.</summary>
    Accept,

    /// <summary>Refuses the applicant, naming the feature.</summary>
    Reject,
}
