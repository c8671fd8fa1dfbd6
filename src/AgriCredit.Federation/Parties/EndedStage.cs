namespace AgriCredit.Federation;

/// <summary>Done or Aborted: there is an outcome. A party that refused still has that to say.</summary>
internal sealed class EndedStage : PartyStage
{
    public EndedStage(PartyContext context, Envelope? outgoing, SessionOutcome outcome)
        : base(context, outgoing) => Outcome = outcome;

    public SessionOutcome Outcome { get; }

    public override PartyStageKind Kind => PartyStageKind.Ended;

    /// <summary>What the result follows from; no secrets any more.</summary>
    public override Wire.PartyState Save()
    {
        Wire.PartyState state = Context.Save();
        state.Stage = (uint)Kind;
        return state;
    }

    // The coordinator's answer to a refusal is its Abort, or silence; neither changes the outcome.
    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer) => this;
}
