namespace AgriCredit.Federation;

/// <summary>Unmasked: the party has given, for each peer, a share of its self mask or the mask key with it, and gives nothing else in this round.</summary>
internal sealed class UnmaskingStage : RoundStage
{
    private UnmaskingStage(PartyContext context, Envelope outgoing, PartyRound round)
        : base(context, outgoing, round)
    {
    }

    public override PartyStageKind Kind => PartyStageKind.Unmasking;

    public static UnmaskingStage Begin(PartyContext context, PartyRound round) =>
        new(context, context.Sign(round.Unmask(context.Keys), MessageKind.Unmask, round.Number), round);

    public static UnmaskingStage Restore(PartyContext context, Envelope outgoing, PartyRound round) => new(context, outgoing, round);

    private protected override PartyStage AcceptStep(Envelope envelope) => Refuse(Context.Check(envelope, MessageKind.Publish, Round.Number)!);
}
