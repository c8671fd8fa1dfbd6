namespace AgriCredit.Adversary.Tests;

/// <summary>A party of a <see cref="NaiveGroup"/>: whatever survivors it is told of, and however often, it gives what was asked.</summary>
internal sealed class NaiveParty
{
    private readonly NaiveGroup _group;
    private readonly int _parties;

    public NaiveParty(NaiveGroup group, int place, int parties, bool hasSelfMask)
    {
        _group = group;
        _parties = parties;
        Place = place;
        HasSelfMask = hasSelfMask;
        SelfMask = SelfMask.Draw();
        Masked = Mask();
    }

    public int Place { get; }

    public bool HasSelfMask { get; }

    public SelfMask SelfMask { get; }

    /// <summary>The masked value.</summary>
    public ulong Masked { get; }

    /// <summary>A share of each party's self mask.</summary>
    public SecretBytes[] Shares { get; set; } = [];

    /// <summary>The mistake: no signature of others is asked for, and it does not remember what it gave before.</summary>
    public NaiveUnmask Unmask(int[] survivors)
    {
        var unmask = new NaiveUnmask(Place);
        for (int peer = 0; peer < _parties; peer++)
        {
            if (survivors.Contains(peer))
            {
                unmask.Shares[peer] = Shares[peer].Export();
            }
            else if (peer != Place)
            {
                unmask.Leaves[peer] = _group.Leaf(Place, peer);
            }
        }

        return unmask;
    }

    /// <summary>The mistake: whether it is in the list itself, and the tag fits as many contributions, is all it asks.</summary>
    public static bool Believes(int self, int[] listed, ulong sum, ulong tag, NaiveGroup group) => listed.Contains(self) && tag == group.Tag(sum, listed.Length);

    private ulong Mask()
    {
        ulong masked = _group.Values[Place];
        for (int peer = 0; peer < _parties; peer++)
        {
            if (peer != Place)
            {
                using MaskStream stream = MaskStream.FromKey(_group.Leaf(Place, peer));
                masked = unchecked(Place < peer ? masked + NaiveGroup.First(stream) : masked - NaiveGroup.First(stream));
            }
        }

        if (!HasSelfMask)
        {
            return masked;
        }

        using MaskStream own = SelfMask.OpenStream();
        return unchecked(masked + NaiveGroup.First(own));
    }
}
