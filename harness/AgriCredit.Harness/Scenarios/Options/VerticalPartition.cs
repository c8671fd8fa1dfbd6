using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Same applicants, different columns.</summary>
[Description("Parties hold different columns of the same applicants.")]
internal sealed record VerticalPartition : PartitionSection
{
    public const string Kind = "vertical";

    public required IReadOnlyList<VerticalParty> Parties { get; init; }
}
