using System.ComponentModel;
using AgriCredit.Federation;

namespace AgriCredit.Harness.Scenarios;

/// <summary>How updates are masked and summed.</summary>
[Description("How updates are masked and summed.")]
internal sealed record AggregationSection
{
    public const int DefaultCollusion = 1;
    public const int DefaultFractionalBits = 24;

    public const double DefaultValueBound = 128;

    [Description("static: every party takes part in every round. resilient: goes on without parties that drop out.")]
    public AggregationMode Mode { get; init; } = AggregationMode.Static;

    [NumberRange(AtLeast = 0, AtMost = GeneratorSection.MaxParties)]
    [Description("Parties that may work with the coordinator without learning another's update.")]
    public int Collusion { get; init; } = DefaultCollusion;

    [NumberRange(AtLeast = 12, AtMost = 40)]
    [Description("Bits after the binary point in the sums.")]
    public int FractionalBits { get; init; } = DefaultFractionalBits;

    [NumberRange(AtLeast = 1)]
    [Description("Largest absolute value of a feature, after standardising; a larger one is an error that names the feature.")]
    public double ValueBound { get; init; } = DefaultValueBound;

    [Description("Simulations only: parties that leave and do not come back.")]
    public IReadOnlyList<DropSection> Drop { get; init; } = [];
}
