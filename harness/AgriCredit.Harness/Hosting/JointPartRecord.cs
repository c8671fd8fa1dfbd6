using System.Text.Json.Serialization;
using AgriCredit.Federation.Vertical;

namespace AgriCredit.Harness.Hosting;

/// <summary>One party's part of a joint model.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JointPartRecord
{
    /// <summary>The party.</summary>
    public required string Party { get; init; }

    /// <summary>Its features.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The intercept, at the label holder; else null.</summary>
    public double? Intercept { get; init; }

    /// <summary>One a feature, on the standardised scale when there is one.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>Of the intercept; null where that is.</summary>
    public double? InterceptStandardError { get; init; }

    /// <summary>One a feature.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>Over the aligned rows; zeros when not standardised.</summary>
    public required IReadOnlyList<double> ScaleMeans { get; init; }

    /// <summary>Likewise; ones when not standardised.</summary>
    public required IReadOnlyList<double> ScaleDeviations { get; init; }

    public static JointPartRecord Of(JointPart part) => new()
    {
        Party = part.Party.Value,
        Features = part.Features,
        Intercept = part.Intercept,
        Coefficients = part.Coefficients,
        InterceptStandardError = part.InterceptStandardError,
        StandardErrors = part.StandardErrors,
        ScaleMeans = part.Scale is { } scale ? [.. scale.Means] : [.. part.Features.Select(_ => 0.0)],
        ScaleDeviations = part.Scale is { } same ? [.. same.StandardDeviations] : [.. part.Features.Select(_ => 1.0)],
    };
}
