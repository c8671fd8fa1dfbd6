using System.Numerics;
using System.Runtime.InteropServices;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>The dealer's side of the one rule for all that is dealt: the parties' masks are their own; what the dealer computes from them is shared, and the last party is sent what the others' seeded shares leave of it.</summary>
/// <remarks>Source: PROTOCOL 5.3.</remarks>
internal sealed class DealtShares
{
    private readonly IReadOnlyList<DealtSeed> _seeds;
    private readonly IDealtSink _sink;
    private readonly WordBuffers _buffers;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares.</summary>
    /// <param name="seeds">Every party's seed, in the parties' order.</param>
    /// <param name="sink">The last party.</param>
    /// <param name="buffers">Working memory; stays the caller's.</param>
    /// <param name="cancellation">Stops it.</param>
    public DealtShares(IReadOnlyList<DealtSeed> seeds, IDealtSink sink, WordBuffers buffers, CancellationToken cancellation)
    {
        _seeds = seeds;
        _sink = sink;
        _buffers = buffers;
        _cancellation = cancellation;
    }

    private int Parties => _seeds.Count;

    /// <summary>Fills a mask of one party.</summary>
    public void Draw(int party, DealtLabel label, Span<ulong> destination) => _seeds[party].Draw(label, destination);

    /// <summary>Fills a mask of one party.</summary>
    public void Draw(int party, DealtLabel label, Span<uint> destination) => _seeds[party].Draw(label, destination);

    /// <summary>Shares a value, which is overwritten.</summary>
    public ValueTask ShareAsync(DealtLabel label, ulong[] value)
    {
        for (int party = 0; party < Parties - 1; party++)
        {
            _seeds[party].Subtract(label, value);
        }

        return _sink.WriteAsync(label, value.AsBytes(), _cancellation);
    }

    /// <summary>Shares a value of a smaller ring, of 8 bytes or a multiple, which is overwritten.</summary>
    public async ValueTask ShareAsync<T>(DealtLabel label, Memory<T> value)
        where T : unmanaged, IBinaryInteger<T>
    {
        using WordBuffers.Lease lease = _buffers.Open();
        Memory<byte> bytes = value.AsBytes();
        ulong[] share = lease.Words(bytes.Length / sizeof(ulong));
        for (int party = 0; party < Parties - 1; party++)
        {
            _seeds[party].Draw(label, share);
            RingVector.Subtract(MemoryMarshal.Cast<ulong, T>(share), value.Span);
        }

        await _sink.WriteAsync(label, bytes, _cancellation);
    }

    /// <summary>The sum of all parties' masks of a label.</summary>
    public ulong[] SumDraws(DealtLabel label, int count, WordBuffers.Lease lease)
    {
        ulong[] sum = lease.Zeros(count);
        foreach (DealtSeed seed in _seeds)
        {
            seed.Add(label, sum);
        }

        return sum;
    }

    /// <summary>The sum of all parties' masks of a label, modulo 2^32.</summary>
    public uint[] SumHalfDraws(DealtLabel label, int count, WordBuffers.Lease lease)
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
    /// <param name="label">What the masks are for.</param>
    /// <param name="count">Words of a mask.</param>
    /// <param name="lease">Working memory.</param>
    /// <param name="onlyFirst">Whether the first party alone masks something.</param>
    public ulong[][] OtherDraws(DealtLabel label, int count, WordBuffers.Lease lease, bool onlyFirst = false)
    {
        if (onlyFirst)
        {
            ulong[] mask = lease.Words(count);
            Draw(0, label, mask);
            return [lease.Zeros(count), .. Enumerable.Repeat(mask, Parties - 1)];
        }

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
