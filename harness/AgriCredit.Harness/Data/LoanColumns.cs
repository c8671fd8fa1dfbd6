namespace AgriCredit.Harness.Data;

/// <summary>Columns that were read.</summary>
/// <param name="RowCount">Rows of every column.</param>
/// <param name="Numbers">By name; NaN where there is no value, infinities as they came.</param>
/// <param name="Texts">By name; null where there is no value.</param>
internal sealed record LoanColumns(int RowCount, IReadOnlyDictionary<string, double[]> Numbers, IReadOnlyDictionary<string, string?[]> Texts);
