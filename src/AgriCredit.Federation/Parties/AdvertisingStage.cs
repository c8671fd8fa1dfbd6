using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>PlanSigned: the party sends its fresh public keys, which countersigns the plan, and agrees on pair secrets from the directory.</summary>
internal sealed class AdvertisingStage : PartyStage
{
    private readonly Envelope _plan;

    private AdvertisingStage(PartyContext context, Envelope outgoing, Envelope plan)
        : base(context, outgoing) => _plan = plan;

    public override PartyStageKind Kind => PartyStageKind.Advertising;

    public static AdvertisingStage Begin(PartyContext context, Envelope plan) =>
        new(context, context.Sign(context.Keys.Advertise(), MessageKind.KeyAdvert, round: 0), plan);

    public static AdvertisingStage Restore(PartyContext context, Envelope outgoing, Wire.PartyState state) => new(context, outgoing, Envelope.FromWire(state.Plan));

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer)
    {
        Envelope envelope = answer[0];
        if (Context.Check(envelope, MessageKind.KeyDirectory, round: 0) is { } failure)
        {
            return Refuse(failure);
        }

        Wire.KeyDirectory? directory = WireReader.Parse(Wire.KeyDirectory.Parser, envelope.Payload);
        if (directory is null)
        {
            return Refuse(Context.Violation("the key directory does not parse"));
        }

        byte[] transcript = Transcript.Start(_plan, envelope);
        PartyId? substituted = AgreeWithAll(directory, transcript);
        if (substituted is not null)
        {
            return Refuse(SessionFailureReason.KeySubstitution, $"the key directory has no authentic keys of '{substituted}'.", substituted.Value.Value);
        }

        Context.Keys.EndAgreement();
        Context.Transcript = transcript;
        return OfferingGroupKeyStage.Begin(Context);
    }

    /// <summary>Verifies every advert against the pinned certificates; returns the first member whose entry is missing, altered or not its own.</summary>
    private PartyId? AgreeWithAll(Wire.KeyDirectory directory, byte[] transcript)
    {
        IReadOnlyList<PartyId> parties = Context.Plan.Parties;
        for (int place = 0; place < parties.Count; place++)
        {
            if (place >= directory.Adverts.Count || !IsAuthentic(directory.Adverts[place], parties[place], transcript))
            {
                return parties[place];
            }
        }

        return directory.Adverts.Count == parties.Count ? null : Context.Options.Roster.Coordinator;
    }

    private bool IsAuthentic(Wire.Envelope wire, PartyId party, byte[] transcript)
    {
        if (party == Context.Id)
        {
            return wire.ToByteString().Span.SequenceEqual(Outgoing!.Wire.ToByteString().Span);
        }

        var advert = Envelope.FromWire(wire);
        return advert.Check(Context.Options.Roster, payloadLimit: 1024) is null
            && advert.Sender == party.Value
            && advert.Kind == MessageKind.KeyAdvert
            && advert.IsAt(Context.Session.Span, round: 0, attempt: 0, Context.Transcript.Span)
            && WireReader.Parse(Wire.KeyAdvert.Parser, advert.Payload) is { } keys
            && Context.Keys.TryAgree(party, keys, PairSalt(party, transcript));
    }

    private byte[] PairSalt(PartyId peer, byte[] transcript) =>
        PartyOrder.IsBefore(Context.Plan.Parties, peer, Context.Id) ? Transcript.PairSalt(transcript, peer, Context.Id) : Transcript.PairSalt(transcript, Context.Id, peer);
}
