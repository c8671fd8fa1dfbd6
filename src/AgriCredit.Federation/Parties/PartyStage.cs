namespace AgriCredit.Federation;

/// <summary>One state of a party in a session: a message to send, and what follows from the answer. It knows no network, clock or log.</summary>
/// <remarks>
/// Source: PROTOCOL 2.5. Declaring, Advertising, OfferingGroupKey, Ready; once a round Contributing and, in resilient mode, Agreeing (when somebody dropped out) or Accusing
/// (when a box does not open), then Unmasking; Completing; then Ended.
/// </remarks>
internal abstract class PartyStage
{
    private protected PartyStage(PartyContext context, Envelope? outgoing)
    {
        Context = context;
        Outgoing = outgoing;
    }

    /// <summary>What the party sends in this state. Asked again it sends the same bytes, never others.</summary>
    public Envelope? Outgoing { get; }

    /// <summary>Its name in the store.</summary>
    public abstract PartyStageKind Kind { get; }

    private protected PartyContext Context { get; }

    /// <summary>The state to be stored before <see cref="Outgoing"/> is sent; holds secrets.</summary>
    public virtual Wire.PartyState Save()
    {
        Wire.PartyState state = Context.Save();
        state.Stage = (uint)Kind;
        state.Outgoing = Outgoing?.Wire;
        Context.Keys.Save(state);
        return state;
    }

    /// <summary>Goes on from the coordinator's answer.</summary>
    public PartyStage Accept(IReadOnlyList<Envelope> answer)
    {
        if (answer.Count == 0)
        {
            return Refuse(Context.Violation("the coordinator's answer is empty"));
        }

        return answer[0].Kind == MessageKind.Abort ? AcceptAbort(answer[0]) : AcceptAnswer(answer);
    }

    /// <summary>Leaves the session, telling the coordinator why.</summary>
    public PartyStage Refuse(SessionFailure failure)
    {
        var refusal = new Wire.Refusal { Reason = (uint)failure.Reason, Subject = failure.Subject };
        return new EndedStage(Context, Context.Sign(refusal, MessageKind.Refusal, round: 0), SessionOutcome.Failed(failure));
    }

    private protected abstract PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer);

    private protected PartyStage Refuse(SessionFailureReason reason, string message, string subject = "") =>
        Refuse(new SessionFailure(reason, $"Party {Context.Id}: {message}", subject, Context.Id));

    private EndedStage AcceptAbort(Envelope envelope)
    {
        SessionFailure? bad = envelope.Check(Context.Options.Roster, int.MaxValue) is { } rejection
            ? Context.Violation($"{envelope} was not accepted: {rejection}")
            : envelope.Sender != Context.Options.Roster.Coordinator.Value || !Context.IsOfSession(envelope)
                ? Context.Violation($"{envelope} is not of this session")
                : null;
        Wire.Abort? abort = bad is null ? WireReader.Parse(Wire.Abort.Parser, envelope.Payload) : null;
        SessionFailure failure = bad ?? (abort is null ? Context.Violation("an Abort does not parse") : Aborts.Read(abort));
        return new EndedStage(Context, null, SessionOutcome.Failed(failure));
    }
}
