using AgriCredit.Privacy;

namespace AgriCredit.Federation;

/// <summary>Collects shares of the survivors' self masks and the mask keys of those who dropped out, takes all masks out of the sum, and publishes it.</summary>
internal sealed class CollectUnmask : CollectStage
{
    private readonly ResilientRound _round;
    private readonly Envelope? _request;
    private readonly Dictionary<PartyId, Wire.Unmask> _unmasks = [];
    private readonly HashSet<PartyId> _accused = [];
    private readonly List<PartyId> _accusers = [];

    /// <summary>Waits for shares.</summary>
    /// <param name="context">The session.</param>
    /// <param name="round">The round.</param>
    /// <param name="request">The request with the signatures; null when nobody dropped out, and none is needed.</param>
    public CollectUnmask(CoordinatorContext context, ResilientRound round, Envelope? request)
        : base(context, MessageKind.Unmask, round.Number, context.Request.Session, round.Survivors)
    {
        _round = round;
        _request = request;
    }

    public override TimeSpan Patience => Context.Request.UnmaskTimeout;

    /// <summary>A signature that comes after there were enough.</summary>
    public override IReadOnlyList<Envelope>? AnswerLate(PartyId party, Envelope envelope) =>
        _request is not null && envelope.Kind is MessageKind.SurvivorAck or MessageKind.BadShare && IsHere(envelope) && Expected.Contains(party) && !Received.ContainsKey(party)
            ? [_request]
            : null;

    public override StageAnswer Answer()
    {
        if (!_round.IsWhole && _unmasks.Count < _round.Survivors.Count)
        {
            // Every survivor shares a mask with each party that dropped out; one key that is missing keeps the sum masked.
            return _round.GiveUp(SessionFailureReason.Void, [.. _round.Survivors.Where(party => !_unmasks.ContainsKey(party))]);
        }

        var recovery = new SelfMaskRecovery(_round, _unmasks, Context.Quorum);
        try
        {
            return recovery.Run() switch
            {
                SelfMaskRecoveryResult.Recovered => Publish(recovery),
                SelfMaskRecoveryResult.Inconsistent => _round.GiveUp(SessionFailureReason.ShareInconsistent, recovery.Blamed),
                _ => _round.ProposeWithout(_accused, _accusers, [.. _round.Survivors.Where(party => !Received.ContainsKey(party) || recovery.Blamed.Contains(party))]),
            };
        }
        finally
        {
            recovery.Dispose();
        }
    }

    public override StageAnswer AnswerIncomplete() => Answer();

    private protected override bool Takes(MessageKind kind) => kind == MessageKind.Unmask || (kind == MessageKind.BadShare && _request is null);

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

        int holder = _round.PlaceOf(party) + 1;
        if (WireReader.Parse(Wire.Unmask.Parser, envelope.Payload) is not { } unmask
            || unmask.Shares.Count != _round.Survivors.Count
            || unmask.Shares.Any(share => !share.IsEmpty && !SelfMask.IsShare(share.Span, holder))
            || unmask.Leaves.Count != _round.Dropped.Count
            || unmask.Leaves.Any(leaf => leaf.Length != MaskStream.KeyLength))
        {
            return false;
        }

        _unmasks.Add(party, unmask);
        return true;
    }

    private StageAnswer Publish(SelfMaskRecovery recovery)
    {
        var added = new List<MaskStream>(recovery.Masks.Select(mask => mask.OpenStream()));
        var subtracted = new List<MaskStream>();
        try
        {
            IReadOnlyList<PartyId> dropped = _round.Dropped;
            foreach ((PartyId party, Wire.Unmask unmask) in _unmasks)
            {
                int place = _round.PlaceOf(party);
                for (int index = 0; index < dropped.Count; index++)
                {
                    (_round.PlaceOf(dropped[index]) > place ? added : subtracted).Add(MaskStream.FromKey(unmask.Leaves[index].Span));
                }
            }

            _round.Sum.RemoveMasks(added, subtracted);
        }
        finally
        {
            added.ForEach(stream => stream.Dispose());
            subtracted.ForEach(stream => stream.Dispose());
        }

        return _round.Publish([.. _round.Survivors.Where(party => Received.ContainsKey(party) && !recovery.Blamed.Contains(party))]);
    }
}
