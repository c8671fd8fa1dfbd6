namespace AgriCredit.Privacy;

/// <summary>What dealt randomness is for: part of the label of every stream, so that no two uses share one.</summary>
/// <remarks>The first group are masks that each party draws from its own seed; the second are values computed from them by the dealer and shared among the parties. Source: PROTOCOL 5.3.</remarks>
public enum DealtOperation
{
    /// <summary>U: masks a party's columns, once a session.</summary>
    ColumnMask = 1,

    /// <summary>Masks a party's ridge matrix, once a session.</summary>
    RidgeMask = 2,

    /// <summary>Masks a share of the weights.</summary>
    WeightMask = 3,

    /// <summary>t: masks a share of the logits' phase.</summary>
    Phase = 4,

    /// <summary>rho: masks a share that is lifted from 32 to 64 bits.</summary>
    LiftMask = 5,

    /// <summary>Masks a share of the residuals.</summary>
    ResidualMask = 6,

    /// <summary>Masks a share of p(1-p).</summary>
    CurvatureMask = 7,

    /// <summary>Masks a share of the weighted columns.</summary>
    WeightedMask = 8,

    /// <summary>An operand's mask of a product of two shared matrices.</summary>
    FactorMask = 9,

    /// <summary>Masks a share that is truncated.</summary>
    TruncationMask = 10,

    /// <summary>t: masks a share of an applicant's logit.</summary>
    ScorePhase = 11,

    /// <summary>Columns' masks times the weights' masks.</summary>
    LogitProduct = 32,

    /// <summary>Sines and cosines of the phase.</summary>
    PhaseTable = 33,

    /// <summary>Finer sines and cosines of the phase, for the range monitor.</summary>
    MonitorTable = 34,

    /// <summary>Carry and top bit of a lift's mask.</summary>
    LiftBits = 35,

    /// <summary>Columns' masks, transposed, times the residuals' masks.</summary>
    GradientProduct = 36,

    /// <summary>Ridge masks times the weights' masks.</summary>
    RidgeProduct = 37,

    /// <summary>Columns' masks times the masks of p(1-p), row by row.</summary>
    WeightedProduct = 38,

    /// <summary>Columns' masks, transposed, times the masks of the weighted columns before them, and times themselves weighted with the masks of p(1-p).</summary>
    HessianProduct = 39,

    /// <summary>Product of two factors' masks.</summary>
    FactorProduct = 40,

    /// <summary>A truncation mask, truncated, and its top bit.</summary>
    TruncationBits = 41,

    /// <summary>Sines and cosines of an applicant's masked logit, for a PD.</summary>
    ScoreTable = 42,

    /// <summary>Where on the grid an applicant's mask is, for a band.</summary>
    BandTable = 43,
}
