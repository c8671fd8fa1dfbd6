using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Collects signatures of the survivors of a round in which somebody dropped out; q of them let the survivors unmask.</summary>
internal sealed class CollectAcks : CollectStage
{
    private readonly ResilientRound _round;
    private readonly byte[] _survivorsHash;
    private readonly HashSet<PartyId> _accused = [];
    private readonly List<PartyId> _accusers = [];
    private readonly List<Envelope> _acks = [];

    /// <summary>Waits for signatures.</summary>
    /// <param name="context">The session.</param>
    /// <param name="round">The round.</param>
    public CollectAcks(CoordinatorContext context, ResilientRound round)
        : base(context, MessageKind.SurvivorAck, round.Number, context.Request.Session, round.Survivors)
    {
        _round = round;
        _survivorsHash = Federation.Transcript.HashSurvivors(round.RoundPlan.PayloadHash, round.Survivors);
    }

    public override TimeSpan Patience => Context.Request.AckTimeout;

    public override StageAnswer Answer()
    {
        if (_acks.Count < Context.Quorum)
        {
            return _round.ProposeWithout(_accused, _accusers, Missing);
        }

        var request = new Wire.UnmaskRequest();
        request.Survivors.AddRange(_round.Survivors.Select(party => party.Value));
        request.Acks.AddRange(_acks.Take(Context.Quorum).Select(ack => ack.Wire));
        Envelope envelope = Context.Sign(request, MessageKind.UnmaskRequest, Round);
        return StageAnswer.Each(new CollectUnmask(Context, _round, envelope), party => _round.Survivors.Contains(party) ? envelope : null);
    }

    public override StageAnswer AnswerIncomplete() => Answer();

    private protected override bool Takes(MessageKind kind) => kind is MessageKind.SurvivorAck or MessageKind.BadShare;

    private protected override bool TryRead(PartyId party, Envelope envelope)
    {
        if (envelope.Kind == MessageKind.BadShare)
        {
            if (BadShares.Read(envelope, party, _round.Survivors) is not { } accused)
            {
                return false;
            }

            _accused.UnionWith(accused);
            _accusers.Add(party);
            return true;
        }

        if (WireReader.Parse(Wire.SurvivorAck.Parser, envelope.Payload) is not { } ack || !ack.SurvivorsHash.Span.SequenceEqual(_survivorsHash))
        {
            return false;
        }

        _acks.Add(envelope);
        return true;
    }
}
