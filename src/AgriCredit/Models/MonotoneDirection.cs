namespace AgriCredit;

/// <summary>How PD moves as a raw value grows and all others stay; equal values of PD are allowed in every direction. Missing values and special codes have no place on the axis.</summary>
public enum MonotoneDirection
{
    /// <summary>Nothing is demanded.</summary>
    None,

    /// <summary>PD does not fall, so points do not rise.</summary>
    Increasing,

    /// <summary>PD does not rise, so points do not fall.</summary>
    Decreasing,
}
