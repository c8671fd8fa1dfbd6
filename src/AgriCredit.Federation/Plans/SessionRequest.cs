using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>What a coordinator is asked to run: the terms of a session plan, before the parties have declared the size of their numbers.</summary>
/// <remarks>Checked as a whole when the <see cref="Coordinator"/> is made.</remarks>
public sealed class SessionRequest
{
    /// <summary>f for gradients and Hessians unless said otherwise: the pooled fit is met within 1e-10 or so.</summary>
    public const int DefaultFractionalBits = 24;

    /// <summary>B unless said otherwise: the largest value, in standard deviations, of the UCI default set is 73.</summary>
    public const double DefaultValueBound = 128;

    /// <summary>How long the coordinator waits for a stage unless said otherwise.</summary>
    public static readonly TimeSpan DefaultCollectTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long the coordinator waits for agreement on the survivors, and for their shares, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultUnmaskTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The session id: 32 bytes that no party has seen before.</summary>
    public required ReadOnlyMemory<byte> Session { get; init; }

    /// <summary>The columns, in order.</summary>
    public required IReadOnlyList<PlannedFeature> Features { get; init; }

    /// <summary>The optimiser and its options.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>The name of the local trainer that every party brings to federated averaging; empty for the other optimisers.</summary>
    public string Trainer { get; init; } = "";

    /// <summary>Whether to standardise by pooled means and population standard deviations.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>f, 12 to 40.</summary>
    public int FractionalBits { get; init; } = DefaultFractionalBits;

    /// <summary>B: the largest absolute value after standardising; at least 1.</summary>
    public double ValueBound { get; init; } = DefaultValueBound;

    /// <summary>The mode of aggregation.</summary>
    public AggregationMode Mode { get; init; } = AggregationMode.Static;

    /// <summary>c: how many parties may collude with the coordinator.</summary>
    public int Collusion { get; init; } = 1;

    /// <summary>The minimums that every party agrees to waive; names of <see cref="Federation.Waivers"/>.</summary>
    public IReadOnlyList<string> Waivers { get; init; } = [];

    /// <summary>How long the coordinator waits for the parties in a stage; whole seconds are what the plan says.</summary>
    public TimeSpan CollectTimeout { get; init; } = DefaultCollectTimeout;

    /// <summary>How long the coordinator waits for the parties to agree on the survivors (resilient mode).</summary>
    public TimeSpan AckTimeout { get; init; } = DefaultUnmaskTimeout;

    /// <summary>How long the coordinator waits for shares and mask keys (resilient mode).</summary>
    public TimeSpan UnmaskTimeout { get; init; } = DefaultUnmaskTimeout;
}
