using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Ready: the party commits to the group key and waits for the first round.</summary>
internal sealed class ReadyStage : PartyStage
{
    private ReadyStage(PartyContext context, Envelope outgoing)
        : base(context, outgoing)
    {
    }

    public override PartyStageKind Kind => PartyStageKind.Ready;

    public static ReadyStage Begin(PartyContext context) =>
        new(context, context.Sign(new Wire.Ready { GroupKeyHash = ByteString.CopyFrom(context.Keys.GroupKey!.Hash()) }, MessageKind.Ready, round: 0));

    public static ReadyStage Restore(PartyContext context, Envelope outgoing) => new(context, outgoing);

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer) => ContributingStage.Begin(this, Context, answer[0], round: 1);
}
