using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

// How masks are drawn and values shared.
internal sealed partial class Dealing
{
    /// <summary>Gives the last party what the others' seeded shares leave of a value.</summary>
    private ValueTask ShareAsync(DealtLabel label, ulong[] value)
    {
        ulong[] share = new ulong[value.Length];
        for (int party = 0; party < Parties - 1; party++)
        {
            _seeds[party].Draw(label, share);
            RingVector.Subtract(share, value);
        }

        return _sink.WriteAsync(label, value.AsBytes(), _cancellation);
    }

    /// <summary>Gives the last party what the others' seeded shares leave of a value modulo 2^32.</summary>
    private ValueTask ShareAsync(DealtLabel label, uint[] value)
    {
        uint[] share = new uint[value.Length];
        for (int party = 0; party < Parties - 1; party++)
        {
            _seeds[party].Draw(label, share);
            RingVector.Subtract(share, value);
        }

        return _sink.WriteAsync(label, value.AsBytes(), _cancellation);
    }

    /// <summary>The sum of all parties' masks of a label.</summary>
    private ulong[] SumDraws(DealtLabel label, ulong[] sum)
    {
        ulong[] mask = new ulong[sum.Length];
        foreach (DealtSeed seed in _seeds)
        {
            seed.Draw(label, mask);
            RingVector.Add(mask, sum);
        }

        return sum;
    }

    /// <summary>The sum of all parties' masks of a label, modulo 2^32.</summary>
    private uint[] SumDraws(DealtLabel label, uint[] sum)
    {
        uint[] mask = new uint[sum.Length];
        foreach (DealtSeed seed in _seeds)
        {
            seed.Draw(label, mask);
            RingVector.Add(mask, sum);
        }

        return sum;
    }

    /// <summary>For each party the sum of all other parties' masks of a label.</summary>
    private ulong[][] OtherDraws(DealtLabel label, int count)
    {
        ulong[][] masks = new ulong[Parties][];
        ulong[] total = new ulong[count];
        for (int party = 0; party < Parties; party++)
        {
            masks[party] = new ulong[count];
            _seeds[party].Draw(label, masks[party]);
            RingVector.Add(masks[party], total);
        }

        for (int party = 0; party < Parties; party++)
        {
            ulong[] others = (ulong[])total.Clone();
            RingVector.Subtract(masks[party], others);
            masks[party] = others;
        }

        return masks;
    }
}
