namespace AgriCredit.Federation;

/// <summary>What follows a complete stage: an answer to each party, then the next stage, the end, or a failure.</summary>
internal sealed class StageAnswer
{
    private StageAnswer(Func<PartyId, IReadOnlyList<Envelope>> envelopes, CollectStage? next, SessionFailure? failure)
    {
        Envelopes = envelopes;
        Next = next;
        Failure = failure;
    }

    /// <summary>The answer to a party.</summary>
    public Func<PartyId, IReadOnlyList<Envelope>> Envelopes { get; }

    /// <summary>The next stage; null at the end.</summary>
    public CollectStage? Next { get; }

    /// <summary>Why the session ends here without a model.</summary>
    public SessionFailure? Failure { get; }

    public static StageAnswer Same(CollectStage? next, params IReadOnlyList<Envelope> envelopes) => new(_ => envelopes, next, null);

    public static StageAnswer Each(CollectStage next, Func<PartyId, Envelope> envelope) => new(party => [envelope(party)], next, null);

    /// <summary>Ends with a failure that the parties are told by an Abort.</summary>
    public static StageAnswer Failed(SessionFailure failure) => new(_ => [], null, failure);

    /// <summary>Ends with a failure that the parties see for themselves in the envelopes.</summary>
    public static StageAnswer FailedInSight(SessionFailure failure, params IReadOnlyList<Envelope> envelopes) => new(_ => envelopes, null, failure);
}
