namespace AgriCredit.Harness.Generation;

/// <summary>A crop: what it costs, how long it grows, how much of it is sold through the cloud's channels.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MonthsToHarvest">From sowing, or from pruning, to sale.</param>
/// <param name="TypicalPlotMu">Typical plot, in mu (1 mu = 1/15 hectare).</param>
/// <param name="CostPerMuCny">Typical credit per mu.</param>
/// <param name="Marketed">Log of its shipments relative to grain.</param>
/// <param name="Insured">Log odds of insurance relative to a mean crop.</param>
internal sealed record Crop(string Name, int MonthsToHarvest, double TypicalPlotMu, double CostPerMuCny, double Marketed, double Insured);
