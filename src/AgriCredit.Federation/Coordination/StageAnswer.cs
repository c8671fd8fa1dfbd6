namespace AgriCredit.Federation;

/// <summary>What follows a stage that is complete or out of time: an answer to each party, then the next stage, the end, or a failure.</summary>
internal sealed class StageAnswer
{
    private static readonly IReadOnlyList<Envelope> Nothing = [];

    private StageAnswer(Func<PartyId, IReadOnlyList<Envelope>> envelopes, CollectStage? next, SessionFailure? failure)
    {
        Envelopes = envelopes;
        Next = next;
        Failure = failure;
    }

    /// <summary>The answer to a party; empty for one that goes on waiting.</summary>
    public Func<PartyId, IReadOnlyList<Envelope>> Envelopes { get; }

    /// <summary>The next stage; null at the end.</summary>
    public CollectStage? Next { get; }

    /// <summary>Why the session ends here without a model.</summary>
    public SessionFailure? Failure { get; }

    /// <summary>The round that ended here, with its sum or without.</summary>
    public RoundEnd? Round { get; private init; }

    public static StageAnswer Same(CollectStage? next, params IReadOnlyList<Envelope> envelopes) => new(_ => envelopes, next, null);

    public static StageAnswer Each(CollectStage next, Func<PartyId, Envelope?> envelope) => new(party => envelope(party) is { } one ? [one] : Nothing, next, null);

    /// <summary>The same answer, at the end of a round.</summary>
    public StageAnswer Ending(RoundEnd round) => new(Envelopes, Next, Failure) { Round = round };

    /// <summary>Ends with a failure that the parties are told by an Abort.</summary>
    public static StageAnswer Failed(SessionFailure failure) => new(_ => Nothing, null, failure);

    /// <summary>Ends with a failure that the parties see for themselves in the envelopes.</summary>
    public static StageAnswer FailedInSight(SessionFailure failure, params IReadOnlyList<Envelope> envelopes) => new(_ => envelopes, null, failure);
}
