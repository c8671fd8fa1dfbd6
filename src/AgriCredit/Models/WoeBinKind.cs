namespace AgriCredit;

/// <summary>Which raw values a <see cref="WoeBin"/> takes.</summary>
public enum WoeBinKind
{
    /// <summary>Numbers from a lower bound, included, to an upper one, excluded; either may be open.</summary>
    Interval,

    /// <summary>Listed categories.</summary>
    Categories,

    /// <summary>Any category that no other bin lists.</summary>
    Other,

    /// <summary>Listed numbers that mean something else than a quantity, such as -999 for "no record".</summary>
    Special,

    /// <summary>Missing values.</summary>
    Missing,
}
