using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Leaves a party out from one moment of the training on.</summary>
[Description("A party that leaves.")]
internal sealed record DropSection
{
    [Description("The party's id.")]
    public required string Party { get; init; }

    [NumberRange(AtLeast = 1)]
    [Description("The round of training, from 1.")]
    public required int Round { get; init; }

    [Description("beforeInput; afterInput: after its masked update, before it acknowledges the survivors; beforeUnmask.")]
    public required DropMoment At { get; init; }
}
