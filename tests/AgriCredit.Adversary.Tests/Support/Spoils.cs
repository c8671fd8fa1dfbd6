namespace AgriCredit.Adversary.Tests;

/// <summary>All that a coordinator was given in a round: shares of self masks and pairwise mask keys, from whomever; and what sums it can take the masks off.</summary>
internal sealed class Spoils
{
    private readonly CorruptCoordinator _coordinator;
    private readonly IReadOnlyList<PartyId> _participants;
    private readonly Dictionary<(PartyId Owner, PartyId Holder), ReadOnlyMemory<byte>> _shares = [];
    private readonly Dictionary<(PartyId, PartyId), byte[]> _leaves = [];

    public Spoils(CorruptCoordinator coordinator, IReadOnlyList<PartyId>? participants = null)
    {
        _coordinator = coordinator;
        _participants = participants ?? coordinator.Ids;
    }

    /// <summary>Peers of whom one party gave both a share and the key: must stay empty for honest ones.</summary>
    public IEnumerable<PartyId> GivenBothOf(PartyId giver) =>
        _shares.Keys.Where(key => key.Holder == giver).Select(key => key.Owner).Where(owner => _leaves.ContainsKey((giver, owner)));

    public bool HoldsShare(PartyId owner, PartyId holder) => _shares.ContainsKey((owner, holder));

    public bool HoldsLeaf(PartyId giver, PartyId peer) => _leaves.ContainsKey((giver, peer));

    /// <summary>Takes an Unmask of a party for the survivors it was for.</summary>
    public void Take(PartyId giver, Envelope message, IReadOnlyList<PartyId> survivors)
    {
        if (message.Kind != MessageKind.Unmask)
        {
            return;
        }

        Wire.Unmask unmask = Wire.Unmask.Parser.ParseFrom(message.Payload.Span);
        for (int index = 0; index < survivors.Count; index++)
        {
            if (!unmask.Shares[index].IsEmpty)
            {
                _shares[(survivors[index], giver)] = unmask.Shares[index].Memory;
            }
        }

        PartyId[] dropped = [.. _participants.Except(survivors)];
        for (int index = 0; index < dropped.Length; index++)
        {
            _leaves[(giver, dropped[index])] = unmask.Leaves[index].ToByteArray();
        }
    }

    /// <summary>Takes the mask key that a colluding party has with each peer.</summary>
    public void TakeKeys(Puppet colluder)
    {
        var context = new RoundContext(
            _coordinator.Session, _coordinator.Round, 0, _coordinator.Transcript, _coordinator.RoundPlan.PayloadHash);
        foreach (PartyId peer in _participants.Where(party => party != colluder.Id))
        {
            using SecretBytes leaf = colluder.Context.Keys.Masks(peer).RoundKey(context);
            _leaves[(colluder.Id, peer)] = leaf.Export();
        }
    }

    /// <summary>The plain sum over some parties, if what was given allows it; null when a mask stays on.</summary>
    public MaskedSum? TryUnmask(IReadOnlyList<PartyId> summed)
    {
        var sum = new MaskedSum(_coordinator.Fit.Layout!.Length);
        foreach (PartyId party in summed)
        {
            Wire.MaskedInput input = Wire.MaskedInput.Parser.ParseFrom(_coordinator.Inputs[party].Payload.Span);
            Assert.True(sum.TryAdd(input.Words.Span, input.Tag));
        }

        var added = new List<MaskStream>();
        var subtracted = new List<MaskStream>();
        foreach (PartyId party in summed)
        {
            if (!TryRecover(party, added) || !TryTakeLeaves(party, summed, added, subtracted))
            {
                return null;
            }
        }

        sum.RemoveMasks(added, subtracted);
        return sum;
    }

    /// <summary>One party's vector with all of its pairwise masks off.</summary>
    public MaskedSum WithoutPairwiseMasks(PartyId party)
    {
        var sum = new MaskedSum(_coordinator.Fit.Layout!.Length);
        Wire.MaskedInput input = Wire.MaskedInput.Parser.ParseFrom(_coordinator.Inputs[party].Payload.Span);
        Assert.True(sum.TryAdd(input.Words.Span, input.Tag));
        var added = new List<MaskStream>();
        var subtracted = new List<MaskStream>();
        Assert.True(TryTakeLeaves(party, [party], added, subtracted));
        sum.RemoveMasks(added, subtracted);
        return sum;
    }

    private bool TryRecover(PartyId owner, List<MaskStream> added)
    {
        int threshold = _coordinator.Plan.Quorum;
        PartyId[] holders = [.. _participants.Where(holder => _shares.ContainsKey((owner, holder))).Take(threshold)];
        if (holders.Length < threshold)
        {
            return false;
        }

        var interpolation = new ShareInterpolation(threshold, [.. holders.Select(holder => PartyOrder.PlaceOf(_participants, holder) + 1)]);
        using SelfMask? mask = interpolation.Recover([.. holders.Select(holder => _shares[(owner, holder)])]);
        if (mask is null)
        {
            return false;
        }

        added.Add(mask.OpenStream());
        return true;
    }

    private bool TryTakeLeaves(PartyId party, IReadOnlyList<PartyId> summed, List<MaskStream> added, List<MaskStream> subtracted)
    {
        foreach (PartyId peer in _participants.Except(summed))
        {
            // Either end of the pair may have given the key.
            if (!_leaves.TryGetValue((party, peer), out byte[]? leaf) && !_leaves.TryGetValue((peer, party), out leaf))
            {
                return false;
            }

            (PartyOrder.IsBefore(_participants, party, peer) ? added : subtracted).Add(MaskStream.FromKey(leaf));
        }

        return true;
    }
}
