namespace AgriCredit.Federation;

/// <summary>What came of rebuilding the survivors' self masks.</summary>
internal enum SelfMaskRecoveryResult
{
    /// <summary>All were rebuilt; shares that did not fit were left out, and their holders are blamed.</summary>
    Recovered,

    /// <summary>There are fewer shares than the threshold of some mask; its owner is blamed when its boxes did not open.</summary>
    TooFewShares,

    /// <summary>The shares of some mask do not fit together; its owner is blamed.</summary>
    Inconsistent,
}
