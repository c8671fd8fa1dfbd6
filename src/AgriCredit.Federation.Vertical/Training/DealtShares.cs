using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

// How masks are drawn and values shared.
internal sealed partial class Dealing
{
    /// <summary>Gives the last party what the others' seeded shares leave of a value.</summary>
    private ValueTask ShareAsync(DealtLabel label, ulong[] value)
    {
        for (int party = 0; party < Parties - 1; party++)
        {
            _seeds[party].Subtract(label, value);
        }

        return _sink.WriteAsync(label, value.AsBytes(), _cancellation);
    }

    /// <summary>Gives the last party what the others' seeded shares leave of a value modulo 2^32.</summary>
    private async ValueTask ShareAsync(DealtLabel label, uint[] value)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        uint[] share = lease.Halves(value.Length);
        for (int party = 0; party < Parties - 1; party++)
        {
            _seeds[party].Draw(label, share);
            RingVector.Subtract(share, value);
        }

        await _sink.WriteAsync(label, value.AsBytes(), _cancellation);
    }

    /// <summary>The sum of all parties' masks of a label.</summary>
    private ulong[] SumDraws(DealtLabel label, int count, WordBuffers.Lease lease)
    {
        ulong[] sum = lease.Zeros(count);
        foreach (DealtSeed seed in _seeds)
        {
            seed.Add(label, sum);
        }

        return sum;
    }

    /// <summary>The sum of all parties' masks of a label, modulo 2^32.</summary>
    private uint[] SumHalfDraws(DealtLabel label, int count, WordBuffers.Lease lease)
    {
        uint[] sum = lease.Halves(count);
        uint[] mask = lease.Halves(count);
        Array.Clear(sum);
        foreach (DealtSeed seed in _seeds)
        {
            seed.Draw(label, mask);
            RingVector.Add(mask, sum);
        }

        return sum;
    }

    /// <summary>For each party the sum of all other parties' masks of a label.</summary>
    private ulong[][] OtherDraws(DealtLabel label, int count, WordBuffers.Lease lease)
    {
        ulong[][] masks = new ulong[Parties][];
        ulong[] total = lease.Zeros(count);
        for (int party = 0; party < Parties; party++)
        {
            masks[party] = lease.Words(count);
            _seeds[party].Draw(label, masks[party]);
            RingVector.Add(masks[party], total);
        }

        if (Parties == 2)
        {
            return [masks[1], masks[0]];
        }

        for (int party = 0; party < Parties; party++)
        {
            ulong[] others = lease.Words(count);
            total.CopyTo(others, 0);
            RingVector.Subtract(masks[party], others);
            masks[party] = others;
        }

        return masks;
    }
}
