using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>A malicious coordinator that holds the keys of every member but one: it plays the whole session to that one and keeps what it sends.</summary>
internal sealed class ScriptedCoordinator : ICoordinatorChannel, IDisposable
{
    private readonly InMemoryFederation _federation;
    private readonly PartyId _victim;
    private readonly Func<PartyId, byte[]> _maskKey;
    private readonly List<EphemeralKey> _keys = [];
    private Envelope? _plan;
    private ReadOnlyMemory<byte> _transcript = Envelope.NoHash;

    public ScriptedCoordinator(InMemoryFederation federation, PartyId victim, Func<PartyId, byte[]> maskKey)
    {
        _federation = federation;
        _victim = victim;
        _maskKey = maskKey;
    }

    /// <summary>What the victim sent in the first round.</summary>
    public Wire.MaskedInput? Input { get; private set; }

    public VectorLayout? Layout { get; private set; }

    public Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
    {
        Envelope answer = message.Kind switch
        {
            MessageKind.Declaration => Plan(message),
            MessageKind.KeyAdvert => Directory(message),
            MessageKind.GroupKeyOffer => Sign(new Wire.GroupKeyBox(), MessageKind.GroupKeyBox, round: 0),
            MessageKind.Ready => Round(),
            _ => Keep(message),
        };
        return Task.FromResult(ExchangeReply.Of([answer]));
    }

    public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    private Envelope Plan(Envelope message)
    {
        Wire.Declaration declaration = Wire.Declaration.Parser.ParseFrom(message.Payload.Span);
        _plan = Sign(
            SessionPlan.Write(_federation.Request, _federation.Credentials.Roster, declaration.Exponents, (int)declaration.RowsExponent),
            MessageKind.SessionPlan,
            round: 0);
        _transcript = _plan.PayloadHash;
        return _plan;
    }

    private Envelope Directory(Envelope own)
    {
        var directory = new Wire.KeyDirectory();
        foreach (PartyId party in _federation.Credentials.Roster.Parties)
        {
            directory.Adverts.Add(party == _victim ? own.Wire : Advert(party).Wire);
        }

        Envelope envelope = Sign(directory, MessageKind.KeyDirectory, round: 0);
        _transcript = Transcript.Start(_plan!, envelope);
        return envelope;
    }

    private Envelope Advert(PartyId party)
    {
        EphemeralKey box = EphemeralKey.Generate();
        _keys.Add(box);
        var advert = new Wire.KeyAdvert { MaskKey = ByteString.CopyFrom(_maskKey(party)), BoxKey = ByteString.CopyFrom(box.PublicKey.Span) };
        return Envelope.Sign(_federation.Credentials.Identity(party), advert.ToByteArray(), MessageKind.KeyAdvert, _federation.Request.Session, 0, 0, _transcript);
    }

    private Envelope Round()
    {
        SessionPlan plan = SessionPlan.Read(_plan!.Payload)!;
        var fit = new FederatedFit(plan, trainer: null);
        Layout = fit.Layout;
        return Envelope.Sign(_federation.CoordinatorIdentity, RoundPlans.Write(fit, plan.Parties), MessageKind.RoundPlan, _federation.Request.Session, 1, 0, _transcript);
    }

    private Envelope Keep(Envelope message)
    {
        if (message.Kind == MessageKind.MaskedInput)
        {
            Input = Wire.MaskedInput.Parser.ParseFrom(message.Payload.Span);
        }

        return Sign(Aborts.Write(new SessionFailure(SessionFailureReason.Cancelled, "")), MessageKind.Abort, round: 0);
    }

    private Envelope Sign(IMessage payload, MessageKind kind, ulong round) =>
        Envelope.Sign(_federation.CoordinatorIdentity, payload.ToByteArray(), kind, _federation.Request.Session, round, 0, _transcript);
}
