using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>What every party agrees to give up.</summary>
[Description("What every party agrees to give up.")]
internal sealed record PrivacySection
{
    [Description("Minimums that every party agrees to waive: rowMinimum, rareCategory, aggregateDisclosure (two parties).")]
    public IReadOnlyList<WaiverName> Waivers { get; init; } = [];
}
