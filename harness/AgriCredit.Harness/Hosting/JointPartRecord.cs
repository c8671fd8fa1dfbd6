using System.Text.Json.Serialization;
using AgriCredit.Federation.Vertical;

namespace AgriCredit.Harness.Hosting;

/// <summary>One party's part of a joint model.</summary>
/// <param name="Party">The party.</param>
/// <param name="Features">Its features.</param>
/// <param name="Intercept">The intercept, at the label holder; else null.</param>
/// <param name="Coefficients">One a feature, on the standardised scale when there is one.</param>
/// <param name="InterceptStandardError">Of the intercept; null where that is.</param>
/// <param name="StandardErrors">One a feature.</param>
/// <param name="ScaleMeans">Over the aligned rows; zeros when not standardised.</param>
/// <param name="ScaleDeviations">Likewise; ones when not standardised.</param>
internal sealed record JointPartRecord(
    string Party,
    IReadOnlyList<string> Features,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Intercept,
    IReadOnlyList<double> Coefficients,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? InterceptStandardError,
    IReadOnlyList<double> StandardErrors,
    IReadOnlyList<double> ScaleMeans,
    IReadOnlyList<double> ScaleDeviations)
{
    public static JointPartRecord Of(JointPart part) => new(
        part.Party.Value,
        part.Features,
        part.Intercept,
        part.Coefficients,
        part.InterceptStandardError,
        part.StandardErrors,
        part.Scale is { } scale ? [.. scale.Means] : [.. part.Features.Select(_ => 0.0)],
        part.Scale is { } same ? [.. same.StandardDeviations] : [.. part.Features.Select(_ => 1.0)]);
}
