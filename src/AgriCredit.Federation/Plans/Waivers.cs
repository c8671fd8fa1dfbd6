namespace AgriCredit.Federation;

/// <summary>The minimums of a horizontal plan, by the names under which a plan may waive them.</summary>
/// <remarks>Heuristics against reading single rows off the sums, not proofs; only differential privacy is. Source: PROTOCOL 2.8 and 3.5.</remarks>
public static class Waivers
{
    /// <summary>Every party has at least 5 * T * (d + 3) rows for T planned rounds and d features.</summary>
    public const string RowMinimum = "rowMinimum";

    /// <summary>Every 0/1 column has at least 20 ones and 20 zeros at every party.</summary>
    public const string RareCategory = "rareCategory";

    /// <summary>There are at least three parties.</summary>
    public const string AggregateDisclosure = "aggregateDisclosure";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [RowMinimum, RareCategory, AggregateDisclosure];
}
