using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>One party's part of scoring a batch of applicants on secret shares; the scores are opened to party 0 alone.</summary>
/// <remarks>
/// A party's own part of the logit is its share of it, clipped so that the sum stays within the range of the sigmoid's series: a logit beyond it would come out as that of another. All applicants go through a round together.
/// Source: PROTOCOL 5.5 to 5.7.
/// </remarks>
internal sealed class SharedScoring
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

    /// <summary>Scores to probabilities.</summary>
    /// <param name="logits">This party's part of each applicant's logit.</param>
    /// <returns>At party 0 the probabilities; null where an opened number is none. At the others empty.</returns>
    public async Task<double[]?> ProbabilitiesAsync(double[] logits)
    {
        int blocks = Blocks(logits.Length);
        uint[] delta = await OpenAsync(logits, ScoreTable.Encode);
        ulong[] shares = new ulong[delta.Length];
        ulong[] table = new ulong[ScoreTable.BlockRows * ScoreTable.Width];
        for (int block = 0; block < blocks; block++)
        {
            await _random.ShareAsync(new DealtLabel(DealtOperation.ScoreTable, 0, Block: _firstBlock + block), table.AsMemory(), _cancellation);
            ScoreTable.Apply(Block(delta, block), table, Block(shares, block), IsFirst);
        }

        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = unchecked(shares[i] * Steps);
        }

        ulong[] opened = await TruncateAsync(shares, blocks);
        ulong[] scores = shares[..logits.Length];
        return await OpenToFirstAsync(scores) ? Decode(scores, opened) : [];
    }

    /// <summary>Scores to bands.</summary>
    /// <param name="logits">This party's part of each applicant's logit.</param>
    /// <returns>At party 0 the bands; null where an opened number is none. At the others empty.</returns>
    public async Task<int[]?> BandsAsync(double[] logits)
    {
        int[] edges = [.. _scoring.Edges];
        uint[] delta = await OpenAsync(logits, logit => unchecked((uint)BandTable.Encode(logit)));
        ulong[] scores = new ulong[logits.Length];
        ulong[] table = new ulong[ScoreTable.BlockRows * BandTable.Width / sizeof(ulong)];
        for (int block = 0; block < Blocks(logits.Length); block++)
        {
            await _random.ShareAsync(new DealtLabel(DealtOperation.BandTable, 0, Block: _firstBlock + block), table.AsMemory(), _cancellation);
            int first = block * ScoreTable.BlockRows;
            for (int i = first; i < Math.Min(first + ScoreTable.BlockRows, logits.Length); i++)
            {
                ReadOnlySpan<byte> own = table.AsMemory().AsBytes().Span.Slice((i - first) * BandTable.Width, BandTable.Width);
                (byte band, byte one) = BandTable.Apply(delta[i], own, edges);
                scores[i] = (uint)(band + (one << 8));
            }
        }

        return await OpenBytesToFirstAsync(scores) ? Decode(scores, edges.Length) : [];
    }

    /// <summary>Opens z - t of every applicant, the places after the last filled with zeros.</summary>
    private async Task<uint[]> OpenAsync(double[] logits, Func<double, uint> encode)
    {
        uint[] delta = new uint[Blocks(logits.Length) * ScoreTable.BlockRows];
        double limit = Clip(_parties);
        for (int i = 0; i < logits.Length; i++)
        {
            delta[i] = encode(Math.Clamp(logits[i], -limit, limit));
        }

        uint[] t = new uint[ScoreTable.BlockRows];
        for (int block = 0; block < delta.Length / ScoreTable.BlockRows; block++)
        {
            _random.Draw(new DealtLabel(DealtOperation.ScorePhase, 0, Block: _firstBlock + block), t);
            RingVector.Subtract(t, Block(delta, block));
        }

        await _openings.OpenAsync(new StepLabel(JointStep.ScorePhase), delta, new uint[delta.Length], _cancellation);
        return delta;
    }

    /// <summary>5.6: divides shares by 2^48, in place; returns what was opened.</summary>
    private async Task<ulong[]> TruncateAsync(ulong[] shares, int blocks)
    {
        ulong[] opened = (ulong[])shares.Clone();
        for (int block = 0; block < blocks; block++)
        {
            _random.Add(new DealtLabel(DealtOperation.TruncationMask, 0, Block: _firstBlock + block), Block(opened, block));
        }

        TruncationBits.Offset(opened, IsFirst);
        await _openings.OpenAsync(new StepLabel(JointStep.ScoreTruncation), opened, new ulong[opened.Length], _cancellation);
        opened.CopyTo(shares, 0);
        ulong[] bits = new ulong[2 * ScoreTable.BlockRows];
        for (int block = 0; block < blocks; block++)
        {
            await _random.ShareAsync(new DealtLabel(DealtOperation.TruncationBits, 0, Block: _firstBlock + block), bits.AsMemory(), _cancellation);
            TruncationBits.Finish(Block(shares, block), bits, ScoreTable.FractionalBits, IsFirst);
        }

        return opened;
    }

    /// <summary>Gives party 0 what the others hold of the scores; it adds them up.</summary>
    private async Task<bool> OpenToFirstAsync(ulong[] scores)
    {
        var label = new StepLabel(JointStep.Score);
        if (!IsFirst)
        {
            await _link.SendAsync(0, label, scores.AsBytes(), _cancellation);
            return false;
        }

        ulong[] received = new ulong[scores.Length];
        for (int peer = 1; peer < _parties; peer++)
        {
            await _link.ReceiveAsync(peer, label, received.AsBytes(), _cancellation);
            RingVector.Add(received, scores);
        }

        return true;
    }

    /// <summary>The same of two bytes each, either modulo 2^8.</summary>
    private async Task<bool> OpenBytesToFirstAsync(ulong[] scores)
    {
        var label = new StepLabel(JointStep.Score);
        byte[] bytes = new byte[2 * scores.Length];
        if (!IsFirst)
        {
            for (int i = 0; i < scores.Length; i++)
            {
                bytes[2 * i] = (byte)(scores[i] & 0xff);
                bytes[(2 * i) + 1] = (byte)(scores[i] >> 8);
            }

            await _link.SendAsync(0, label, bytes, _cancellation);
            return false;
        }

        for (int peer = 1; peer < _parties; peer++)
        {
            await _link.ReceiveAsync(peer, label, bytes, _cancellation);
            for (int i = 0; i < scores.Length; i++)
            {
                uint band = ((uint)scores[i] + bytes[2 * i]) & 0xff;
                uint one = ((uint)(scores[i] >> 8) + bytes[(2 * i) + 1]) & 0xff;
                scores[i] = band + (one << 8);
            }
        }

        return true;
    }

    private static double[]? Decode(ulong[] scores, ulong[] opened)
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

    private static int[]? Decode(ulong[] scores, int edges)
    {
        int[] bands = [.. scores.Select(score => (int)(score & 0xff))];
        return bands.All(band => band <= edges) && scores.All(score => score >> 8 == 1) ? bands : null;
    }

    private static Span<T> Block<T>(T[] words, int block) => words.AsSpan(block * ScoreTable.BlockRows, ScoreTable.BlockRows);
}
