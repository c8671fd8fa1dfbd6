namespace AgriCredit.Learning;

/// <summary>One part of the vector of sums that a round adds up over the parties.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Number of values, 1 or more.</param>
public readonly record struct SumPart(SumKind Kind, int Length);
