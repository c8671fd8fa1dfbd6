namespace AgriCredit;

/// <summary>Against what the points of a characteristic are compared when reasons are ranked.</summary>
/// <remarks>The official interpretation of 12 CFR 1002.9(b)(2), paragraph 5, accepts comparison with the average of all applicants and with those at or slightly above the passing score, and other methods
/// that produce substantially similar results.</remarks>
public enum ReasonPolicy
{
    /// <summary>The mean of the training rows: the mean that the feature was standardised with, its <see cref="ModelFeature.ValueWhenMissing"/> where it was not, and the mean over the bins weighted by their shares.</summary>
    PopulationMean,

    /// <summary>The most points that the characteristic can give: the better end of the feature's range (three standard deviations from the mean where it has no range), the best interval or category.
    /// Missing values and special codes are nothing to attain.</summary>
    BestAttainable,

    /// <summary>The point where the straight line through the population mean and the best attainable points has the total <see cref="ReasonRules.CutOffPoints"/>: every characteristic the same part of
    /// its way from mean to best. With a cut-off below the mean's total, the line runs from the mean to the worst points; with one beyond the best or the worst total, its end is taken.</summary>
    ApprovalCutOff,
}
