using System.Numerics;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>One party's part of scoring a batch of applicants on secret shares; the scores are opened to party 0 alone.</summary>
/// <remarks>
/// A party's own part of the logit is its share of it, clipped so that the sum stays within the range of the sigmoid's series: a logit beyond it would come out as that of another. All applicants go through a round together.
/// Source: PROTOCOL 5.5 to 5.7.
/// </remarks>
internal sealed class SharedScoring : IDisposable
{
    /// <summary>A probability is opened in steps of 1/10,000.</summary>
    private const int Steps = 10_000;

    /// <summary>How far from [0, 1] series, rounding and truncation can put a score, in steps.</summary>
    private const double Slack = 1.1;

    private readonly Wire.JointScoring _scoring;
    private readonly int _parties;
    private readonly int _own;
    private readonly SharedRandomness _random;
    private readonly IPeerLink _link;
    private readonly PartyOpenings _openings;
    private readonly CancellationToken _cancellation;
    private readonly int _firstBlock;
    private readonly WordBuffers _buffers = new();

    /// <summary>Prepares.</summary>
    /// <param name="scoring">What the plan says.</param>
    /// <param name="parties">The number of parties.</param>
    /// <param name="own">This party's place.</param>
    /// <param name="random">Dealt randomness.</param>
    /// <param name="link">The other parties.</param>
    /// <param name="cancellation">Stops it.</param>
    public SharedScoring(Wire.JointScoring scoring, int parties, int own, SharedRandomness random, IPeerLink link, CancellationToken cancellation)
    {
        _scoring = scoring;
        _parties = parties;
        _own = own;
        _random = random;
        _link = link;
        _openings = new PartyOpenings(link, parties, own);
        _cancellation = cancellation;
        _firstBlock = (int)scoring.NextBlock;
    }

    /// <summary>How often this party has waited for the others.</summary>
    public int Rounds => _openings.Rounds + 1;

    private bool IsFirst => _own == 0;

    /// <summary>Blocks of dealt randomness that so many applicants take.</summary>
    public static int Blocks(int applicants) => (applicants + ScoreTable.BlockRows - 1) / ScoreTable.BlockRows;

    /// <summary>The largest part of a logit that a party takes into the sum.</summary>
    public static double Clip(int parties) => (double)ScoreTable.Limit / parties;

    /// <summary>Erases the shares and masks.</summary>
    public void Dispose() => _buffers.Dispose();

    /// <summary>Scores to probabilities.</summary>
    /// <param name="logits">This party's part of each applicant's logit.</param>
    /// <returns>At party 0 the probabilities; null where an opened number is none. At the others empty.</returns>
    public async Task<double[]?> ProbabilitiesAsync(double[] logits)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        int blocks = Blocks(logits.Length);
        uint[] delta = await OpenAsync(logits, ScoreTable.Encode, lease);
        ulong[] shares = lease.Words(delta.Length);
        ulong[] table = lease.Words(ScoreTable.BlockRows * ScoreTable.Width);
        for (int block = 0; block < blocks; block++)
        {
            await _random.ShareAsync(new DealtLabel(DealtOperation.ScoreTable, 0, Block: _firstBlock + block), table.AsMemory(), _cancellation);
            ScoreTable.Apply(Block(delta, block), table, Block(shares, block), IsFirst);
        }

        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = unchecked(shares[i] * Steps);
        }

        ulong[] opened = await TruncateAsync(shares, blocks, lease);
        Memory<ulong> scores = shares.AsMemory(0, logits.Length);
        return await OpenToFirstAsync(scores, lease.Words(logits.Length)) ? Decode(scores.Span, opened) : [];
    }

    /// <summary>Scores to bands.</summary>
    /// <param name="logits">This party's part of each applicant's logit.</param>
    /// <returns>At party 0 the bands; null where an opened number is none. At the others empty.</returns>
    public async Task<int[]?> BandsAsync(double[] logits)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        int[] edges = [.. _scoring.Edges];
        uint[] delta = await OpenAsync(logits, logit => unchecked((uint)BandTable.Encode(logit)), lease);
        ulong[] table = lease.Words(ScoreTable.BlockRows * BandTable.Width / sizeof(ulong));

        // Two bytes an applicant, either modulo 2^8: its band, and 1.
        int words = ((2 * logits.Length) + sizeof(ulong) - 1) / sizeof(ulong);
        Memory<byte> scores = lease.Words(words).AsBytes()[..(2 * logits.Length)];
        for (int block = 0; block < Blocks(logits.Length); block++)
        {
            await _random.ShareAsync(new DealtLabel(DealtOperation.BandTable, 0, Block: _firstBlock + block), table.AsMemory(), _cancellation);
            int first = block * ScoreTable.BlockRows;
            for (int i = first; i < Math.Min(first + ScoreTable.BlockRows, logits.Length); i++)
            {
                ReadOnlySpan<byte> own = table.AsBytes().Span.Slice((i - first) * BandTable.Width, BandTable.Width);
                (scores.Span[2 * i], scores.Span[(2 * i) + 1]) = BandTable.Apply(delta[i], own, edges);
            }
        }

        return await OpenToFirstAsync(scores, lease.Words(words).AsBytes()[..scores.Length]) ? Decode(scores.Span, edges.Length) : [];
    }

    /// <summary>Opens z - t of every applicant, the places after the last filled with zeros.</summary>
    private async Task<uint[]> OpenAsync(double[] logits, Func<double, uint> encode, WordBuffers.Lease lease)
    {
        uint[] delta = lease.Halves(Blocks(logits.Length) * ScoreTable.BlockRows);
        Array.Clear(delta);
        double limit = Clip(_parties);
        for (int i = 0; i < logits.Length; i++)
        {
            delta[i] = encode(Math.Clamp(logits[i], -limit, limit));
        }

        uint[] t = lease.Halves(ScoreTable.BlockRows);
        for (int block = 0; block < delta.Length / ScoreTable.BlockRows; block++)
        {
            _random.Draw(new DealtLabel(DealtOperation.ScorePhase, 0, Block: _firstBlock + block), t);
            RingVector.Subtract(t, Block(delta, block));
        }

        await _openings.OpenAsync(new StepLabel(JointStep.ScorePhase), delta, lease.Halves(delta.Length), _cancellation);
        return delta;
    }

    /// <summary>5.6: divides shares by 2^48, in place; returns what was opened.</summary>
    private async Task<ulong[]> TruncateAsync(ulong[] shares, int blocks, WordBuffers.Lease lease)
    {
        ulong[] opened = lease.Words(shares.Length);
        shares.CopyTo(opened, 0);
        for (int block = 0; block < blocks; block++)
        {
            _random.Add(new DealtLabel(DealtOperation.TruncationMask, 0, Block: _firstBlock + block), Block(opened, block));
        }

        TruncationBits.Offset(opened, IsFirst);
        await _openings.OpenAsync(new StepLabel(JointStep.ScoreTruncation), opened, lease.Words(opened.Length), _cancellation);
        opened.CopyTo(shares, 0);
        ulong[] bits = lease.Words(2 * ScoreTable.BlockRows);
        for (int block = 0; block < blocks; block++)
        {
            await _random.ShareAsync(new DealtLabel(DealtOperation.TruncationBits, 0, Block: _firstBlock + block), bits.AsMemory(), _cancellation);
            TruncationBits.Finish(Block(shares, block), bits, ScoreTable.FractionalBits, IsFirst);
        }

        return opened;
    }

    /// <summary>Gives party 0 what the others hold of the scores; it adds them up.</summary>
    private async Task<bool> OpenToFirstAsync<T>(Memory<T> scores, Memory<T> received)
        where T : unmanaged, IBinaryInteger<T>
    {
        var label = new StepLabel(JointStep.Score);
        if (!IsFirst)
        {
            await _link.SendAsync(0, label, scores.AsBytes(), _cancellation);
            return false;
        }

        for (int peer = 1; peer < _parties; peer++)
        {
            await _link.ReceiveAsync(peer, label, received.AsBytes(), _cancellation);
            RingVector.Add(received.Span, scores.Span);
        }

        return true;
    }

    private static double[]? Decode(ReadOnlySpan<ulong> scores, ReadOnlySpan<ulong> opened)
    {
        double[] probabilities = new double[scores.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            // The quotient was rounded up where the number's low bits were above the opened ones: so it is known to lie within a step that ends there, and its middle is at most half a step off.
            double low = Math.ScaleB(opened[i] & ((1UL << ScoreTable.FractionalBits) - 1), -ScoreTable.FractionalBits);
            double steps = unchecked((long)scores[i]) - 0.5 + low;
            if (!(steps is >= -Slack and <= Steps + Slack))
            {
                return null;
            }

            probabilities[i] = Math.Clamp(steps / Steps, 0, 1);
        }

        return probabilities;
    }

    private static int[]? Decode(ReadOnlySpan<byte> scores, int edges)
    {
        int[] bands = new int[scores.Length / 2];
        for (int i = 0; i < bands.Length; i++)
        {
            bands[i] = scores[2 * i];
            if (bands[i] > edges || scores[(2 * i) + 1] != 1)
            {
                return null;
            }
        }

        return bands;
    }

    private static Span<T> Block<T>(T[] words, int block) => words.AsSpan(block * ScoreTable.BlockRows, ScoreTable.BlockRows);
}
