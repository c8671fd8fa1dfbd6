using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>KeysSent: the party with the lowest id draws the group key and boxes it to each peer; the others wait for their box.</summary>
internal sealed class OfferingGroupKeyStage : PartyStage
{
    private OfferingGroupKeyStage(PartyContext context, Envelope outgoing)
        : base(context, outgoing)
    {
    }

    public override PartyStageKind Kind => PartyStageKind.OfferingGroupKey;

    public static OfferingGroupKeyStage Begin(PartyContext context) => new(context, context.Sign(Offer(context), MessageKind.GroupKeyOffer, round: 0));

    public static OfferingGroupKeyStage Restore(PartyContext context, Envelope outgoing) => new(context, outgoing);

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer)
    {
        if (Context.Check(answer[0], MessageKind.GroupKeyBox, round: 0) is { } failure)
        {
            return Refuse(failure);
        }

        if (WireReader.Parse(Wire.GroupKeyBox.Parser, answer[0].Payload) is not { } box)
        {
            return Refuse(Context.Violation("the group key box does not parse"));
        }

        PartyId drawer = Drawer(Context);
        bool opens = drawer == Context.Id || Context.Keys.TryOpenGroupKey(drawer, Address(Context, drawer, Context.Id), box.Content.Span);
        return opens
            ? ReadyStage.Begin(Context)
            : Refuse(SessionFailureReason.KeySubstitution, $"the box of the group key is not one that '{drawer}' sealed.", drawer.Value);
    }

    private static PartyId Drawer(PartyContext context) => context.Plan.Parties.Min();

    private static BoxAddress Address(PartyContext context, PartyId sender, PartyId receiver) =>
        new(sender.Value, receiver.Value, context.Session, Round: 0, Attempt: 0, (uint)MessageKind.GroupKeyOffer);

    private static Wire.GroupKeyOffer Offer(PartyContext context)
    {
        var offer = new Wire.GroupKeyOffer();
        if (Drawer(context) != context.Id)
        {
            return offer;
        }

        SecretBytes key = context.Keys.DrawGroupKey();
        foreach (PartyId peer in context.Plan.Parties.Where(party => party != context.Id))
        {
            offer.Boxes.Add(new Wire.GroupKeyOffer.Types.Box
            {
                Receiver = peer.Value,
                Content = UnsafeByteOperations.UnsafeWrap(context.Keys.Box(peer).Seal(Address(context, context.Id, peer), key)),
            });
        }

        return offer;
    }
}
