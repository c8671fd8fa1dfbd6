using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>What the stages of a party share: who it is, the session it is in, its secrets and the transcript so far.</summary>
internal sealed class PartyContext : IDisposable
{
    /// <summary>Room for the set-up messages; a round's messages are bounded by its layout.</summary>
    private const int SetupPayloadLimit = 4 * 1024 * 1024;

    private SessionPlan? _plan;
    private FederatedFit? _fit;

    public PartyContext(PartyOptions options)
    {
        Options = options;
        Rows = new PartyRows(options.Rows);
    }

    public PartyOptions Options { get; }

    public PartyRows Rows { get; }

    public PartyKeys Keys { get; } = new();

    public PartyId Id => Options.Identity.Id;

    public ReadOnlyMemory<byte> Session { get; private set; } = Envelope.NoHash;

    /// <summary>What the next message's prev must be.</summary>
    public ReadOnlyMemory<byte> Transcript { get; set; } = Envelope.NoHash;

    public SessionPlan Plan => _plan ?? throw new InvalidOperationException("There is no plan yet.");

    public FederatedFit Fit => _fit ?? throw new InvalidOperationException("There is no plan yet.");

    public int Place { get; private set; }

    /// <summary>Whether a message of the coordinator can belong here; before the plan there is no session to compare.</summary>
    public bool IsOfSession(Envelope envelope) => _plan is null || envelope.Wire.Session.Span.SequenceEqual(Session.Span);

    public void Enter(SessionPlan plan)
    {
        _plan = plan;
        _fit = new FederatedFit(plan, Options.Trainer);
        Session = plan.Session;
        Place = plan.Parties.ToList().IndexOf(Id);
    }

    public Envelope Sign(IMessage payload, MessageKind kind, ulong round) =>
        Envelope.Sign(Options.Identity, payload.ToByteArray(), kind, Session, round, attempt: 0, Transcript);

    /// <summary>Checks that an envelope is the coordinator's, of this kind and at this place.</summary>
    public SessionFailure? Check(Envelope envelope, MessageKind kind, ulong round)
    {
        int limit = Math.Max(SetupPayloadLimit, 2 * sizeof(ulong) * (_fit?.Layout?.Length ?? 0));
        if (envelope.Check(Options.Roster, limit) is { } rejection)
        {
            return Violation($"{envelope} was not accepted: {rejection}");
        }

        if (envelope.Sender != Options.Roster.Coordinator.Value)
        {
            return Violation($"{envelope} is not from the coordinator");
        }

        if (envelope.Kind != kind)
        {
            return Violation($"expected {kind}, got {envelope}");
        }

        // The session is what a plan brings; until it is read there is none to compare.
        ReadOnlyMemory<byte> session = kind == MessageKind.SessionPlan ? envelope.Wire.Session.Memory : Session;
        return envelope.IsAt(session.Span, round, attempt: 0, Transcript.Span)
            ? null
            : new SessionFailure(SessionFailureReason.ReplayedRound, $"Round {round}, party {Id}: {envelope} belongs to another session, round or transcript.");
    }

    public SessionFailure Violation(string what) =>
        new(SessionFailureReason.ProtocolViolation, $"Party {Id}: {what}. The coordinator or the connection cannot be trusted; the party left the session.");

    public void Dispose() => Keys.Dispose();
}
