using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Acked: the party has signed who is to be in the sum of a round that somebody dropped out of, and will sign nobody else.</summary>
internal sealed class AgreeingStage : RoundStage
{
    private AgreeingStage(PartyContext context, Envelope outgoing, PartyRound round)
        : base(context, outgoing, round)
    {
    }

    public override PartyStageKind Kind => PartyStageKind.Agreeing;

    public static AgreeingStage Begin(PartyContext context, PartyRound round)
    {
        var ack = new Wire.SurvivorAck { SurvivorsHash = ByteString.CopyFrom(Transcript.HashSurvivors(round.Plan.PayloadHash, round.Survivors)) };
        return new AgreeingStage(context, context.Sign(ack, MessageKind.SurvivorAck, round.Number), round);
    }

    public static AgreeingStage Restore(PartyContext context, Envelope outgoing, PartyRound round) => new(context, outgoing, round);

    private protected override PartyStage AcceptStep(Envelope envelope) => AcceptRequest(envelope, signed: Round.Survivors);
}
