using AgriCredit.Privacy;

namespace AgriCredit.Federation;

/// <summary>Rebuilds the self masks of the survivors of a round from their shares, and finds who gave wrong ones.</summary>
/// <remarks>More than t shares prove each other; a single wrong one among t + 2 or more is found and left out (PROTOCOL 2.6, ShareInconsistent).</remarks>
internal sealed class SelfMaskRecovery : IDisposable
{
    private readonly ResilientRound _round;
    private readonly IReadOnlyDictionary<PartyId, Wire.Unmask> _unmasks;
    private readonly int _threshold;
    private readonly List<SelfMask> _masks = [];
    private readonly List<PartyId> _blamed = [];
    private readonly List<(int[] Places, ShareInterpolation Interpolation)> _interpolations = [];

    public SelfMaskRecovery(ResilientRound round, IReadOnlyDictionary<PartyId, Wire.Unmask> unmasks, int threshold)
    {
        _round = round;
        _unmasks = unmasks;
        _threshold = threshold;
    }

    /// <summary>One self mask for each survivor, once recovered.</summary>
    public IReadOnlyList<SelfMask> Masks => _masks;

    /// <summary>Who is to blame, as the result says.</summary>
    public IReadOnlyList<PartyId> Blamed => _blamed;

    public SelfMaskRecoveryResult Run()
    {
        for (int index = 0; index < _round.Survivors.Count; index++)
        {
            PartyId owner = _round.Survivors[index];
            PartyId[] holders = [.. _round.Survivors.Where(party => _unmasks.TryGetValue(party, out Wire.Unmask? unmask) && !unmask.Shares[index].IsEmpty)];
            if (holders.Length < _threshold)
            {
                // Parties that answered, but have no share of this owner, say that its boxes are bad.
                if (_unmasks.Count >= _threshold)
                {
                    _blamed.Add(owner);
                }

                return SelfMaskRecoveryResult.TooFewShares;
            }

            if (Recover(index, holders) is not { } mask)
            {
                _blamed.Clear();
                _blamed.Add(owner);
                return SelfMaskRecoveryResult.Inconsistent;
            }

            _masks.Add(mask);
        }

        return SelfMaskRecoveryResult.Recovered;
    }

    public void Dispose() => _masks.ForEach(mask => mask.Dispose());

    private SelfMask? Recover(int index, PartyId[] holders)
    {
        ReadOnlyMemory<byte>[] shares = [.. holders.Select(holder => _unmasks[holder].Shares[index].Memory)];
        ShareInterpolation interpolation = Interpolation(holders);
        if (interpolation.Recover(shares) is { } mask)
        {
            return mask;
        }

        // A holder is known to the interpolation by its place in the round, from 1.
        if (interpolation.FindCorrupt(shares) is not { } corrupt)
        {
            return null;
        }

        PartyId liar = _round.Participants[corrupt - 1];
        if (!_blamed.Contains(liar))
        {
            _blamed.Add(liar);
        }

        return Interpolation([.. holders.Where(holder => holder != liar)]).Recover([.. shares.Where((_, index) => holders[index] != liar)]);
    }

    private ShareInterpolation Interpolation(PartyId[] holders)
    {
        int[] places = [.. holders.Select(holder => _round.PlaceOf(holder) + 1)];

        // Seldom more than one set of holders, and never more than there are owners.
        if (_interpolations.Find(known => places.AsSpan().SequenceEqual(known.Places)).Interpolation is { } interpolation)
        {
            return interpolation;
        }

        interpolation = new ShareInterpolation(_threshold, places);
        _interpolations.Add((places, interpolation));
        return interpolation;
    }
}
