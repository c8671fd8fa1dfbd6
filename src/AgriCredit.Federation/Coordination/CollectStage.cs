namespace AgriCredit.Federation;

/// <summary>One state of the coordinator: it collects one message of one kind from every party, then answers all of them. It knows no network, clock or log.</summary>
/// <remarks>Source: PROTOCOL 2.5. Declarations, adverts, group key, ready, inputs (once a round), completions.</remarks>
internal abstract class CollectStage
{
    private readonly Dictionary<PartyId, Envelope> _received = [];

    private protected CollectStage(CoordinatorContext context, MessageKind kind, ulong round, ReadOnlyMemory<byte> session)
    {
        Context = context;
        Kind = kind;
        Round = round;
        Session = session;
        Transcript = context.Transcript;
    }

    public MessageKind Kind { get; }

    public ulong Round { get; }

    /// <summary>Whether every party's message is in.</summary>
    public bool IsComplete => _received.Count == Context.Roster.Parties.Count;

    /// <summary>The parties whose message is not in.</summary>
    public IReadOnlyList<PartyId> Missing => [.. Context.Roster.Parties.Where(party => !_received.ContainsKey(party))];

    private protected CoordinatorContext Context { get; }

    private protected IReadOnlyDictionary<PartyId, Envelope> Received => _received;

    private ReadOnlyMemory<byte> Session { get; }

    private ReadOnlyMemory<byte> Transcript { get; }

    /// <summary>Whether an envelope belongs here.</summary>
    public RejectionReason? CheckPlace(Envelope envelope)
    {
        if (!envelope.IsAt(Session.Span, Round, attempt: 0, Transcript.Span))
        {
            return RejectionReason.Replayed;
        }

        return envelope.Kind == Kind ? null : RejectionReason.Unexpected;
    }

    /// <summary>What this party has already sent here, if anything.</summary>
    public Envelope? ReceivedFrom(PartyId party) => _received.GetValueOrDefault(party);

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

    /// <summary>Reads a payload.</summary>
    private protected abstract bool TryRead(PartyId party, Envelope envelope);

    /// <summary>What follows once complete.</summary>
    public abstract StageAnswer Answer();
}
