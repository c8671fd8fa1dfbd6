namespace AgriCredit;

/// <summary>What a <see cref="WhatIf"/> found.</summary>
public enum WhatIfOutcome
{
    /// <summary>The change reaches the cut-off.</summary>
    Reaches,

    /// <summary>No change of this characteristic alone reaches the cut-off.</summary>
    NoChangeSuffices,

    /// <summary>The applicant has the points already.</summary>
    AlreadyThere,
}
