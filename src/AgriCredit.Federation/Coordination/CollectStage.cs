namespace AgriCredit.Federation;

/// <summary>One state of the coordinator: it collects one message from every party that it expects one of, then answers. It knows no network, clock or log.</summary>
/// <remarks>
/// Source: PROTOCOL 2.5. Declarations, adverts, group key, ready; once a round inputs and, in resilient mode, agreement on the survivors (when some dropped out) and
/// unmasking; completions.
/// </remarks>
internal abstract class CollectStage
{
    private readonly Dictionary<PartyId, Envelope> _received = [];

    private protected CollectStage(CoordinatorContext context, MessageKind kind, ulong round, ReadOnlyMemory<byte> session, IReadOnlyList<PartyId> expected)
    {
        Context = context;
        Kind = kind;
        Round = round;
        Session = session;
        Expected = expected;
        Transcript = context.Transcript;
    }

    public MessageKind Kind { get; }

    public ulong Round { get; }

    /// <summary>How long the stage waits.</summary>
    public virtual TimeSpan Patience => Context.Request.CollectTimeout;

    /// <summary>Whether every expected message is in.</summary>
    public bool IsComplete => _received.Count == Expected.Count;

    /// <summary>The parties whose message is not in.</summary>
    public IReadOnlyList<PartyId> Missing => [.. Expected.Where(party => !_received.ContainsKey(party))];

    private protected CoordinatorContext Context { get; }

    /// <summary>The parties of whom a message is expected, in the plan's order.</summary>
    private protected IReadOnlyList<PartyId> Expected { get; }

    private protected IReadOnlyDictionary<PartyId, Envelope> Received => _received;

    private ReadOnlyMemory<byte> Session { get; }

    private ReadOnlyMemory<byte> Transcript { get; }

    /// <summary>Whether an envelope belongs here.</summary>
    public RejectionReason? CheckPlace(PartyId party, Envelope envelope)
    {
        if (!IsHere(envelope))
        {
            return RejectionReason.Replayed;
        }

        return Takes(envelope.Kind) && Expected.Contains(party) && !_received.ContainsKey(party) ? null : RejectionReason.Unexpected;
    }

    /// <summary>Takes a party's message; false when its payload does not read, and nothing is changed.</summary>
    public bool TryTake(PartyId party, Envelope envelope)
    {
        if (!TryRead(party, envelope))
        {
            return false;
        }

        _received.Add(party, envelope);
        return true;
    }

    /// <summary>The answer to a message of the stage before that comes late but not too late; null for any other message.</summary>
    public virtual IReadOnlyList<Envelope>? AnswerLate(PartyId party, Envelope envelope) => null;

    /// <summary>What follows once complete.</summary>
    public abstract StageAnswer Answer();

    /// <summary>What follows when the time is out.</summary>
    public virtual StageAnswer AnswerIncomplete()
    {
        IReadOnlyList<PartyId> missing = Missing;
        return StageAnswer.Failed(new SessionFailure(
            SessionFailureReason.MissingParty,
            $"Round {Round}, stage {Kind}: no message from {string.Join(", ", missing.Select(party => $"'{party}'"))} within {Patience.TotalSeconds:0.#} s. {Necessity}",
            "",
            missing));
    }

    /// <summary>Why the stage cannot do without a party, in a sentence.</summary>
    private protected virtual string Necessity => Context.IsResilient ? "The set-up needs every party." : "Static mode needs every party in every round.";

    private protected bool IsHere(Envelope envelope) => envelope.IsAt(Session.Span, Round, attempt: 0, Transcript.Span);

    private protected virtual bool Takes(MessageKind kind) => kind == Kind;

    /// <summary>Reads a payload.</summary>
    private protected abstract bool TryRead(PartyId party, Envelope envelope);
}
