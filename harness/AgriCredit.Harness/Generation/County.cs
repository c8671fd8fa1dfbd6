namespace AgriCredit.Harness.Generation;

/// <summary>A county: its bank, its development and the crops it grows.</summary>
/// <param name="Development">About standard normal: wealthier, better connected.</param>
/// <param name="CropWeights">Relative frequency of each crop.</param>
internal sealed record County(string Name, double Development, double[] CropWeights);
