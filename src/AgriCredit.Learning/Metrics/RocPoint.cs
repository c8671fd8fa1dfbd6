namespace AgriCredit.Learning;

/// <summary>One point of a ROC curve: what happens when everyone at or above a logit is declined.</summary>
/// <param name="Threshold">The logit; +infinity at the first point, where nobody is declined.</param>
/// <param name="FalsePositiveRate">Share of the goods declined, in [0, 1].</param>
/// <param name="TruePositiveRate">Share of the defaults declined, in [0, 1].</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);
