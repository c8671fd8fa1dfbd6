namespace AgriCredit.Federation;

/// <summary>How many training rows all parties have together, and how many of them defaulted.</summary>
/// <param name="Rows">Training rows.</param>
/// <param name="Defaults">Rows with label 1.</param>
public readonly record struct PooledRows(long Rows, long Defaults);
