namespace AgriCredit.Federation;

/// <summary>Boxes of some survivors did not open: the party has said so and signed nothing. It may be asked again without them, or see that a quorum goes on with them.</summary>
internal sealed class AccusingStage : RoundStage
{
    private AccusingStage(PartyContext context, Envelope outgoing, PartyRound round)
        : base(context, outgoing, round)
    {
    }

    public override PartyStageKind Kind => PartyStageKind.Accusing;

    public static AccusingStage Begin(PartyContext context, PartyRound round, Wire.BadShare report) =>
        new(context, context.Sign(report, MessageKind.BadShare, round.Number), round);

    public static AccusingStage Restore(PartyContext context, Envelope outgoing, PartyRound round) => new(context, outgoing, round);

    private protected override PartyStage AcceptStep(Envelope envelope)
    {
        if (envelope.Kind == MessageKind.UnmaskRequest)
        {
            return AcceptRequest(envelope, signed: null);
        }

        // A second report would be other bytes for one place: what is proposed again must be without those reported, or the party leaves.
        IReadOnlyList<PartyId> before = Round.Survivors;
        PartyStage next = AcceptSurvivors(envelope);
        return next is AccusingStage || (next is not EndedStage && Round.Survivors.Count >= before.Count)
            ? Refuse(Context.Violation($"survivors of round {Round.Number} whose boxes do not open were proposed again"))
            : next;
    }
}
