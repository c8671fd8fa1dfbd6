namespace AgriCredit.Federation;

/// <summary>A column of the federation's feature dictionary.</summary>
/// <param name="Name">The column's name, equal at all parties.</param>
/// <param name="Imputed">Whether missing values take the mean over the values present; else they are refused before the session.</param>
public readonly record struct PlannedFeature(string Name, bool Imputed = false);
