using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>What the dealer computes from the parties' masks for scoring and gives the last party, block by block.</summary>
/// <remarks>It knows the masks and no opening, so it learns how many applicants there are and nothing else. Source: PROTOCOL 5.3, 5.7.</remarks>
internal sealed class ScoreDealing : IDisposable
{
    private readonly ScoreRelease _release;
    private readonly DealtShares _shares;
    private readonly WordBuffers _buffers = new();

    /// <summary>Prepares.</summary>
    /// <param name="release">What is released.</param>
    /// <param name="seeds">Every party's seed, in the parties' order.</param>
    /// <param name="sink">The last party.</param>
    /// <param name="cancellation">Stops it.</param>
    public ScoreDealing(ScoreRelease release, IReadOnlyList<DealtSeed> seeds, IDealtSink sink, CancellationToken cancellation)
    {
        _release = release;
        _shares = new DealtShares(seeds, sink, _buffers, cancellation);
    }

    /// <summary>Deals the first blocks, in the order in which a party uses them.</summary>
    public async Task RunAsync(int blocks)
    {
        foreach (DealtOperation operation in ScorePool.Operations(_release))
        {
            for (int block = 0; block < blocks; block++)
            {
                using WordBuffers.Lease lease = _buffers.Open();
                await DealAsync(new DealtLabel(operation, 0, Block: block), lease);
            }
        }
    }

    /// <summary>Erases the masks and tables.</summary>
    public void Dispose() => _buffers.Dispose();

    private ValueTask DealAsync(DealtLabel label, WordBuffers.Lease lease)
    {
        ulong[] values = lease.Words(ScorePool.Length(label.Operation) / sizeof(ulong));
        switch (label.Operation)
        {
            case DealtOperation.ScoreTable:
                ScoreTable.Compute(SumPhases(label.Block, lease), values);
                return _shares.ShareAsync(label, values);
            case DealtOperation.TruncationBits:
                ulong[] masks = _shares.SumDraws(label with { Operation = DealtOperation.TruncationMask }, ScoreTable.BlockRows, lease);
                TruncationBits.Compute(masks, ScoreTable.FractionalBits, values);
                return _shares.ShareAsync(label, values);
            default:
                Memory<byte> table = values.AsBytes();
                uint[] phases = SumPhases(label.Block, lease);
                for (int i = 0; i < phases.Length; i++)
                {
                    BandTable.Compute(phases[i], table.Span.Slice(i * BandTable.Width, BandTable.Width));
                }

                return _shares.ShareAsync(label, table);
        }
    }

    private uint[] SumPhases(int block, WordBuffers.Lease lease) => _shares.SumHalfDraws(new DealtLabel(DealtOperation.ScorePhase, 0, Block: block), ScoreTable.BlockRows, lease);
}
