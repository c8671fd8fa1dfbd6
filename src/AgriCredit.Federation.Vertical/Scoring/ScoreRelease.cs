namespace AgriCredit.Federation.Vertical;

/// <summary>What joint scoring tells the bank of an applicant.</summary>
public enum ScoreRelease
{
    /// <summary>The probability of default, to 1e-4.</summary>
    Probability,

    /// <summary>Between which of the agreed edges it lies.</summary>
    Band,
}
