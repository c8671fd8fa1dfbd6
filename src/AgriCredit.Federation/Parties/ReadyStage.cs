using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Ready: the party commits to the group key and waits for the first round.</summary>
internal sealed class ReadyStage : PartyStage
{
    public ReadyStage(PartyContext context)
        : base(
            context,
            context.Sign(new Wire.Ready { GroupKeyHash = ByteString.CopyFrom(context.Keys.GroupKey!.Hash()) }, MessageKind.Ready, round: 0))
    {
    }

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer) => ContributingStage.Begin(this, Context, answer[0], round: 1);
}
