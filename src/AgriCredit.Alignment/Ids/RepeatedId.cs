namespace AgriCredit.Alignment;

/// <summary>A row whose id stood on an earlier row.</summary>
/// <param name="RowNumber">The row, from 1.</param>
/// <param name="EarlierRowNumber">The first row with the same id, from 1.</param>
public readonly record struct RepeatedId(int RowNumber, int EarlierRowNumber);
