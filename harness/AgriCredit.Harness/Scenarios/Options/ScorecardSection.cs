using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>How log odds become points.</summary>
[Description("How log odds become points.")]
internal sealed record ScorecardSection
{
    public const double DefaultBasePoints = 600;
    public const double DefaultBaseOdds = 50;
    public const double DefaultPointsToDoubleOdds = 20;

    [NumberRange]
    [Description("Points at the base odds.")]
    public double BasePoints { get; init; } = DefaultBasePoints;

    [NumberRange(Above = 0)]
    [Description("Good to bad, so 50 means 50 good to 1 bad.")]
    public double BaseOdds { get; init; } = DefaultBaseOdds;

    [NumberRange(Above = 0)]
    [Description("Points that double the odds.")]
    public double PointsToDoubleOdds { get; init; } = DefaultPointsToDoubleOdds;
}
