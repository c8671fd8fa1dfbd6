namespace AgriCredit.Learning;

/// <summary>Why a fit has no result.</summary>
public enum OptimizerFailureReason
{
    /// <summary>A feature is a linear combination of others, so that no unique fit exists.</summary>
    Singular,

    /// <summary>Features separate defaults from goods, wholly or in part: coefficients grow without end and no maximum exists.</summary>
    Separable,

    /// <summary>Newton had steps above the tolerance in every round allowed.</summary>
    NotConverged,

    /// <summary>A sum or a weight is no longer a finite number.</summary>
    Diverged,
}
