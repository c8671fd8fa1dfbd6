namespace AgriCredit.Harness.Generation;

/// <summary>Who sees a column in real life.</summary>
internal enum ColumnSide
{
    /// <summary>The bank, from the loan's file.</summary>
    Bank,

    /// <summary>The cloud, from payments, logistics and weather.</summary>
    Cloud,
}
