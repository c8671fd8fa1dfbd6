using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>What the stages of a party share: who it is, the session it is in, its secrets and the transcript so far.</summary>
internal sealed class PartyContext : IDisposable
{
    /// <summary>Room for the set-up messages; a round's messages are bounded by its layout and the number of parties.</summary>
    private const int SetupPayloadLimit = 4 * 1024 * 1024;

    private Envelope? _planEnvelope;
    private SessionPlan? _plan;
    private FederatedFit? _fit;
    private PartyRound? _round;

    /// <summary>Begins without a session.</summary>
    public PartyContext(PartyOptions options)
        : this(options, new PartyKeys())
    {
    }

    private PartyContext(PartyOptions options, PartyKeys keys)
    {
        Options = options;
        Rows = new PartyRows(options.Rows);
        Keys = keys;
        Journal = new PartyJournal(options.Store);
    }

    public PartyOptions Options { get; }

    public PartyRows Rows { get; }

    public PartyKeys Keys { get; }

    public PartyJournal Journal { get; }

    public PartyId Id => Options.Identity.Id;

    public ReadOnlyMemory<byte> Session { get; private set; } = Envelope.NoHash;

    /// <summary>What the next message's prev must be.</summary>
    public ReadOnlyMemory<byte> Transcript { get; set; } = Envelope.NoHash;

    public SessionPlan Plan => _plan ?? throw new InvalidOperationException("There is no plan yet.");

    public FederatedFit Fit => _fit ?? throw new InvalidOperationException("There is no plan yet.");

    /// <summary>Whom the party would contribute with, in the plan's order: whoever is not among them is out of the session for good.</summary>
    public IReadOnlyList<PartyId> Participants { get; private set; } = [];

    public bool IsResilient => Plan.Mode == AggregationMode.Resilient;

    /// <summary>Goes on with a stored session.</summary>
    /// <param name="options">The party's options.</param>
    /// <param name="state">The stored state.</param>
    /// <param name="rounds">The rounds that ended before.</param>
    public static PartyContext Restore(PartyOptions options, Wire.PartyState state, IEnumerable<Wire.EndedRound> rounds)
    {
        var context = new PartyContext(options, new PartyKeys(state));
        var envelope = Envelope.FromWire(state.Plan);
        context.Enter(SessionPlan.Read(envelope.Payload) ?? throw new StateStoreException("The stored session has no plan of this version."), envelope);
        foreach (Wire.EndedRound round in rounds)
        {
            if (round.MessageCase == Wire.EndedRound.MessageOneofCase.Publish)
            {
                var publish = Wire.Publish.Parser.ParseFrom(round.Publish);
                context.Fit.Advance(RingElements.Read(publish.Sum.Span), WireReader.ReadParties([.. publish.Inputs.Select(input => input.Party)])!);
            }
            else
            {
                context.Fit.Void(WireReader.ReadParties(Wire.Void.Parser.ParseFrom(round.Void).Missing)!);
            }
        }

        context.Transcript = state.Transcript.Memory;
        context.Participants = WireReader.ReadParties(state.Participants)!;
        return context;
    }

    /// <summary>Whether a message of the coordinator can belong here; before the plan there is no session to compare.</summary>
    public bool IsOfSession(Envelope envelope) => _plan is null || envelope.Wire.Session.Span.SequenceEqual(Session.Span);

    public void Enter(SessionPlan plan, Envelope envelope)
    {
        _plan = plan;
        _planEnvelope = envelope;
        _fit = new FederatedFit(plan, Options.Trainer);
        Session = plan.Session;
        Participants = plan.Parties;
    }

    /// <summary>Narrows the session down to those who go on, and erases what was shared with the others.</summary>
    public void Narrow(IReadOnlyList<PartyId> participants)
    {
        Participants = participants;
        Keys.Retain(participants);
    }

    /// <summary>Why the party's sums of this round must not be added to those of these parties; null when they may be.</summary>
    public SessionFailure? CheckGroup(IReadOnlyList<PartyId> parties) => Journal.MaySum(Rows.Hash(), Fit.SubjectHash, parties)
        ? null
        : new SessionFailure(
            SessionFailureReason.Regroup,
            $"Party {Id}: these rows were summed at this model with other parties before; the difference of the two sums would reveal the sums of whoever is in one of them only.",
            "",
            Id);

    public Envelope Sign(IMessage payload, MessageKind kind, ulong round) =>
        Envelope.Sign(Options.Identity, payload.ToByteArray(), kind, Session, round, attempt: 0, Transcript);

    /// <summary>Checks that an envelope is the coordinator's, of this kind and at this place.</summary>
    public SessionFailure? Check(Envelope envelope, MessageKind kind, ulong round)
    {
        if (envelope.Check(Options.Roster, PayloadLimit()) is { } rejection)
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

    /// <summary>The parts of a stored state that all stages have.</summary>
    public Wire.PartyState Save()
    {
        var state = new Wire.PartyState
        {
            Plan = _planEnvelope!.Wire,
            RowsHash = UnsafeByteOperations.UnsafeWrap(Rows.Hash()),
            Transcript = UnsafeByteOperations.UnsafeWrap(Transcript),
        };
        state.Participants.AddRange(Participants.Select(party => party.Value));
        return state;
    }

    /// <summary>Enters a round; what the one before held is erased, and what this one holds when the session ends.</summary>
    public PartyRound Open(PartyRound round)
    {
        _round?.Dispose();
        return _round = round;
    }

    public void Dispose()
    {
        _round?.Dispose();
        Keys.Dispose();
    }

    private int PayloadLimit() => Math.Max(SetupPayloadLimit, 2 * sizeof(ulong) * (_fit?.Layout?.Length ?? 0));
}
