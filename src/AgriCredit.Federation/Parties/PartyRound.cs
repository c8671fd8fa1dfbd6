using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>What a party knows of the round it is in: its plan, what it contributed, and in resilient mode the shares that it holds. Secrets are erased on disposal.</summary>
internal sealed class PartyRound : IDisposable
{
    private readonly Dictionary<PartyId, SecretBytes> _shares = [];

    public PartyRound(PartyContext party, Envelope plan, IReadOnlyList<PartyId> participants)
    {
        Plan = plan;
        Participants = participants;
        Context = new RoundContext(party.Session, plan.Round, plan.Attempt, party.Transcript, plan.PayloadHash);
    }

    public Envelope Plan { get; }

    public ulong Number => Plan.Round;

    public RoundContext Context { get; }

    /// <summary>P_r.</summary>
    public IReadOnlyList<PartyId> Participants { get; }

    /// <summary>H(MaskedInput payload), once it is made.</summary>
    public byte[] InputHash { get; set; } = [];

    /// <summary>U as the party was told last; empty before.</summary>
    public IReadOnlyList<PartyId> Survivors { get; set; } = [];

    /// <summary>Keeps a share of a party's self mask, its own included.</summary>
    public void Keep(PartyId owner, SecretBytes share) => _shares.Add(owner, share);

    public bool Holds(PartyId owner) => _shares.ContainsKey(owner);

    /// <summary>For each peer a share of its self mask, if it is in U, or the mask key of this round, if it is not: never both.</summary>
    public Wire.Unmask Unmask(PartyKeys keys)
    {
        var unmask = new Wire.Unmask();
        foreach (PartyId peer in Participants)
        {
            if (Survivors.Contains(peer))
            {
                unmask.Shares.Add(_shares.TryGetValue(peer, out SecretBytes? share) ? UnsafeByteOperations.UnsafeWrap(share.Export()) : ByteString.Empty);
            }
            else
            {
                using SecretBytes leaf = keys.Masks(peer).RoundKey(Context);
                unmask.Leaves.Add(UnsafeByteOperations.UnsafeWrap(leaf.Export()));
            }
        }

        return unmask;
    }

    public Wire.PartyState.Types.Round Save(PartyId self)
    {
        var round = new Wire.PartyState.Types.Round { Plan = Plan.Wire, InputHash = UnsafeByteOperations.UnsafeWrap(InputHash) };
        round.Survivors.AddRange(Survivors.Select(party => party.Value));
        foreach ((PartyId owner, SecretBytes share) in _shares)
        {
            ByteString bytes = SecretFields.Take(share.Export());
            if (owner == self)
            {
                round.OwnShare = bytes;
            }
            else
            {
                round.Shares.Add(new Wire.PartyState.Types.Share { Party = owner.Value, Share_ = bytes });
            }
        }

        return round;
    }

    public static PartyRound Restore(PartyContext party, Wire.PartyState.Types.Round stored)
    {
        var plan = Envelope.FromWire(stored.Plan);
        var wire = Wire.RoundPlan.Parser.ParseFrom(plan.Payload.Span);
        var round = new PartyRound(party, plan, WireReader.ReadParties(wire.Participants)!)
        {
            InputHash = stored.InputHash.ToByteArray(),
            Survivors = WireReader.ReadParties(stored.Survivors)!,
        };
        if (!stored.OwnShare.IsEmpty)
        {
            round.Keep(party.Id, SecretBytes.CopyOf(stored.OwnShare.Span));
        }

        foreach (Wire.PartyState.Types.Share share in stored.Shares)
        {
            round.Keep(new PartyId(share.Party), SecretBytes.CopyOf(share.Share_.Span));
        }

        return round;
    }

    public void Dispose()
    {
        foreach (SecretBytes share in _shares.Values)
        {
            share.Dispose();
        }

        _shares.Clear();
    }
}
