using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Relays the boxes of the group key, which the coordinator cannot open.</summary>
internal sealed class CollectGroupKey : CollectStage
{
    private readonly Dictionary<PartyId, ByteString> _boxes = [];

    public CollectGroupKey(CoordinatorContext context)
        : base(context, MessageKind.GroupKeyOffer, round: 0, context.Request.Session, context.Roster.Parties)
    {
    }

    public override StageAnswer Answer() =>
        StageAnswer.Each(
            new CollectReady(Context),
            party => Context.Sign(new Wire.GroupKeyBox { Content = _boxes.GetValueOrDefault(party, ByteString.Empty) }, MessageKind.GroupKeyBox, round: 0));

    private protected override bool TryRead(PartyId party, Envelope envelope)
    {
        if (WireReader.Parse(Wire.GroupKeyOffer.Parser, envelope.Payload) is not { } offer)
        {
            return false;
        }

        // Only the drawing party's boxes count; a party that offers others is not listened to.
        if (party == Context.Roster.Parties.Min())
        {
            foreach (Wire.GroupKeyOffer.Types.Box box in offer.Boxes.Where(box => PartyId.IsValid(box.Receiver)))
            {
                _boxes[new PartyId(box.Receiver)] = box.Content;
            }
        }

        return true;
    }
}
