using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>What the dealer computes from the parties' masks for scoring and gives the last party, block by block.</summary>
/// <remarks>It knows the masks and no opening, so it learns how many applicants there are and nothing else. Source: PROTOCOL 5.3, 5.7.</remarks>
internal sealed class ScoreDealing
{
    private readonly ScoreRelease _release;
    private readonly IReadOnlyList<DealtSeed> _seeds;
    private readonly IDealtSink _sink;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares.</summary>
    /// <param name="release">What is released.</param>
    /// <param name="seeds">Every party's seed, in the parties' order.</param>
    /// <param name="sink">The last party.</param>
    /// <param name="cancellation">Stops it.</param>
    public ScoreDealing(ScoreRelease release, IReadOnlyList<DealtSeed> seeds, IDealtSink sink, CancellationToken cancellation)
    {
        _release = release;
        _seeds = seeds;
        _sink = sink;
        _cancellation = cancellation;
    }

    /// <summary>Deals the first blocks.</summary>
    public async Task RunAsync(int blocks)
    {
        if (_release == ScoreRelease.Band)
        {
            await DealEachAsync(blocks, DealBandsAsync);
            return;
        }

        // In the order in which a party uses them: all tables, then all truncations.
        await DealEachAsync(blocks, DealTableAsync);
        await DealEachAsync(blocks, DealTruncationAsync);
    }

    private static async Task DealEachAsync(int blocks, Func<int, ValueTask> deal)
    {
        for (int block = 0; block < blocks; block++)
        {
            await deal(block);
        }
    }

    private ValueTask DealTableAsync(int block)
    {
        ulong[] table = new ulong[ScoreTable.BlockRows * ScoreTable.Width];
        ScoreTable.Compute(SumPhases(block), table);
        return ShareAsync(new DealtLabel(DealtOperation.ScoreTable, 0, Block: block), table);
    }

    private ValueTask DealTruncationAsync(int block)
    {
        ulong[] masks = new ulong[ScoreTable.BlockRows];
        foreach (DealtSeed seed in _seeds)
        {
            seed.Add(new DealtLabel(DealtOperation.TruncationMask, 0, Block: block), masks);
        }

        ulong[] bits = new ulong[2 * masks.Length];
        TruncationBits.Compute(masks, ScoreTable.FractionalBits, bits);
        return ShareAsync(new DealtLabel(DealtOperation.TruncationBits, 0, Block: block), bits);
    }

    private ValueTask DealBandsAsync(int block)
    {
        var label = new DealtLabel(DealtOperation.BandTable, 0, Block: block);
        byte[] table = new byte[ScoreTable.BlockRows * BandTable.Width];
        uint[] masks = SumPhases(block);
        for (int i = 0; i < masks.Length; i++)
        {
            BandTable.Compute(masks[i], table.AsSpan(i * BandTable.Width, BandTable.Width));
        }

        ulong[] share = new ulong[table.Length / sizeof(ulong)];
        foreach (DealtSeed seed in _seeds.SkipLast(1))
        {
            seed.Draw(label, share);
            RingVector.Subtract(share.AsMemory().AsBytes().Span, table.AsSpan());
        }

        return _sink.WriteAsync(label, table, _cancellation);
    }

    private uint[] SumPhases(int block)
    {
        uint[] sum = new uint[ScoreTable.BlockRows];
        uint[] mask = new uint[ScoreTable.BlockRows];
        foreach (DealtSeed seed in _seeds)
        {
            seed.Draw(new DealtLabel(DealtOperation.ScorePhase, 0, Block: block), mask);
            RingVector.Add(mask, sum);
        }

        return sum;
    }

    private ValueTask ShareAsync(DealtLabel label, ulong[] value)
    {
        foreach (DealtSeed seed in _seeds.SkipLast(1))
        {
            seed.Subtract(label, value);
        }

        return _sink.WriteAsync(label, value.AsBytes(), _cancellation);
    }
}
