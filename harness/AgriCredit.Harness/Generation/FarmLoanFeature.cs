namespace AgriCredit.Harness.Generation;

/// <summary>A feature of the synthetic loans and its effect on the log odds of default.</summary>
/// <param name="Name">Column name, with the unit.</param>
/// <param name="Side">Who sees it.</param>
/// <param name="IsWhole">True when every value is a whole number.</param>
/// <param name="Coefficient">True change of the log odds of default per unit.</param>
internal sealed record FarmLoanFeature(string Name, ColumnSide Side, bool IsWhole, double Coefficient);
