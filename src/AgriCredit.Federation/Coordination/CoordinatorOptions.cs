namespace AgriCredit.Federation;

/// <summary>What a coordinator needs to run one session.</summary>
public sealed class CoordinatorOptions
{
    /// <summary>The largest payload accepted unless said otherwise: a million ring elements and some room.</summary>
    public const int DefaultPayloadLimit = 16 * 1024 * 1024;

    /// <summary>Who the coordinator is.</summary>
    public required SigningIdentity Identity { get; init; }

    /// <summary>The pinned certificates of the federation.</summary>
    public required Roster Roster { get; init; }

    /// <summary>What to run.</summary>
    public required SessionRequest Request { get; init; }

    /// <summary>The clock of timeouts and durations.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The largest payload of an envelope that is read at all, in bytes.</summary>
    public int PayloadLimit { get; init; } = DefaultPayloadLimit;

    /// <summary>
    /// What the coordinator remembers of the session: it holds nothing secret. The caller keeps owning it. With a durable store a session that was interrupted goes on
    /// (<see cref="Coordinator.SessionInProgress"/>); by default it is memory.
    /// </summary>
    public IStateStore Store { get; init; } = new MemoryStateStore();

    /// <summary>Is told of every finished round, in order, while the session holds its lock: do little.</summary>
    public Action<RoundRecord>? RoundFinished { get; init; }
}
