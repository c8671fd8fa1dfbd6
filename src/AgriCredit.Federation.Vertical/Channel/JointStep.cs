namespace AgriCredit.Federation.Vertical;

/// <summary>Steps of a joint fit or of scoring at which members send to each other.</summary>
internal enum JointStep
{
    // 5.1, alignment.
    SetSize = 1,
    MaskedIds = 2,
    TwiceMaskedIds = 3,
    OwnMaskedIds = 4,
    CommonOrder = 5,

    // Set-up of the fit.
    Size = 10,
    Shape = 11,
    Seed = 12,

    // 5.3 to 5.6, the fit.
    MaskedColumns = 20,
    MaskedRidge = 21,
    MaskedWeights = 22,
    Phase = 23,
    Lift = 24,
    Residuals = 25,
    WeightedColumns = 26,
    Truncation = 27,
    Factors = 28,
    Scalars = 29,
    Release = 30,

    // The end.
    Half = 40,
    Done = 41,

    // 5.7, scoring.
    Request = 50,
    Answer = 51,
    List = 52,
    ScorePhase = 53,
    ScoreTruncation = 54,
    Score = 55,

    /// <summary>A party has marked the prepared blocks of the session as used; nobody opens anything before all have.</summary>
    Prepared = 56,

    /// <summary>Plus a <see cref="Privacy.DealtOperation"/>: what the dealer sends.</summary>
    Dealt = 1000,
}
