namespace AgriCredit.Federation;

/// <summary>Collects the signed public keys, each a countersignature of the plan, and hands all of them to all.</summary>
internal sealed class CollectAdverts : CollectStage
{
    private readonly Envelope _plan;

    public CollectAdverts(CoordinatorContext context, Envelope plan)
        : base(context, MessageKind.KeyAdvert, round: 0, context.Request.Session, context.Roster.Parties) => _plan = plan;

    public override StageAnswer Answer()
    {
        var directory = new Wire.KeyDirectory();
        directory.Adverts.AddRange(Context.Roster.Parties.Select(party => Received[party].Wire));
        Envelope envelope = Context.Sign(directory, MessageKind.KeyDirectory, round: 0);
        Context.Transcript = Federation.Transcript.Start(_plan, envelope);
        return StageAnswer.Same(new CollectGroupKey(Context), envelope);
    }

    private protected override bool TryRead(PartyId party, Envelope envelope) => WireReader.Parse(Wire.KeyAdvert.Parser, envelope.Payload) is not null;
}
