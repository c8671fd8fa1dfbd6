using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Collects the commitments to the group key, which must agree, and plans the first round.</summary>
internal sealed class CollectReady : CollectStage
{
    private readonly Dictionary<PartyId, ByteString> _hashes = [];

    public CollectReady(CoordinatorContext context)
        : base(context, MessageKind.Ready, round: 0, context.Request.Session, context.Roster.Parties)
    {
    }

    public override StageAnswer Answer()
    {
        if (_hashes.Values.Distinct().Count() > 1)
        {
            return StageAnswer.Failed(new SessionFailure(
                SessionFailureReason.Disagreement,
                "The parties hold different group keys; whoever drew it sealed different ones.",
                "",
                Context.Roster.Parties.Min()));
        }

        CollectInputs next = CollectInputs.Begin(Context, round: 1, out Envelope roundPlan);
        return StageAnswer.Same(next, roundPlan);
    }

    private protected override bool TryRead(PartyId party, Envelope envelope)
    {
        if (WireReader.Parse(Wire.Ready.Parser, envelope.Payload) is not { } ready)
        {
            return false;
        }

        _hashes.Add(party, ready.GroupKeyHash);
        return true;
    }
}
