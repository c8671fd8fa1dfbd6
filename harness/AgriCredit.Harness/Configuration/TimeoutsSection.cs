using System.ComponentModel;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>How long members wait for each other.</summary>
[Description("How long members wait for each other, in seconds.")]
internal sealed record TimeoutsSection
{
    public const int DefaultCollectSeconds = 300;
    public const int DefaultReconnectSeconds = 300;
    public const int DefaultUnmaskSeconds = 60;
    private const int Day = 86_400;

    [NumberRange(AtLeast = 1, AtMost = Day)]
    [Description("How long the coordinator waits for all parties in a stage, the first one included: parties start within it.")]
    public int CollectSeconds { get; init; } = DefaultCollectSeconds;

    [NumberRange(AtLeast = 1, AtMost = Day)]
    [Description("Resilient aggregation: how long the coordinator waits for agreement on the survivors of a round, and again for their shares.")]
    public int UnmaskSeconds { get; init; } = DefaultUnmaskSeconds;

    [NumberRange(AtLeast = 0, AtMost = Day)]
    [Description("How long a party keeps trying to reach a coordinator that is not there, or has gone away.")]
    public int ReconnectSeconds { get; init; } = DefaultReconnectSeconds;
}
