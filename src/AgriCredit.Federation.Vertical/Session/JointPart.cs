using AgriCredit.Learning;

namespace AgriCredit.Federation.Vertical;

/// <summary>One party's part of a joint model.</summary>
/// <param name="Party">The party.</param>
/// <param name="Features">Its features.</param>
/// <param name="Intercept">The label holder's intercept; null at any other party.</param>
/// <param name="Coefficients">One per feature, on the standardised scale when there is one.</param>
/// <param name="InterceptStandardError">Of the intercept; null at any other party.</param>
/// <param name="StandardErrors">One per feature.</param>
/// <param name="Scale">Means and standard deviations over the common rows; null without standardisation.</param>
public sealed record JointPart(
    PartyId Party,
    IReadOnlyList<string> Features,
    double? Intercept,
    IReadOnlyList<double> Coefficients,
    double? InterceptStandardError,
    IReadOnlyList<double> StandardErrors,
    Standardisation? Scale);
