using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>One party's part of a logistic regression over columns that several parties hold, on secret shares.</summary>
/// <remarks>
/// Source: PROTOCOL 5.4 to 5.6; steps carry its numbers. Every party holds a share of all weights v = (v_0 | v_1 | ...); a product of a party's columns X with what the others hold a share of needs E = X - U, sent once,
/// and an opened difference: X y = X y_own + U (sum of the others' y - r) at the owner, E y at the others, plus shares of U times the sum of the r. Party 0 holds the labels and adds what is public.
/// </remarks>
internal sealed partial class JointFit : IDisposable
{
    private const int PhaseShift = FitShape.LogitBits - PhaseTable.PhaseBits;

    /// <summary>The last step, in standard errors, above which the schedule was too short. Rounding alone makes some thousandths.</summary>
    private const double LargestLastStep = 0.05;

    /// <summary>A last step that is rounding, not convergence.</summary>
    private const double SettledStep = 0.02;

    private readonly FitShape _shape;
    private readonly int _own;
    private readonly IPeerLink _link;
    private readonly PartyOpenings _openings;
    private readonly SharedRandomness _random;
    private readonly RingColumns _columns;
    private readonly RingColumns _mask;
    private readonly RingColumns[] _masked;
    private readonly RingColumns? _ridge;
    private readonly RingColumns? _ridgeMask;
    private readonly RingColumns[] _maskedRidge;
    private readonly WordBuffers _buffers = new();
    private readonly byte[] _labels;
    private readonly ulong[] _weights;
    private readonly ulong[] _earlier;
    private ulong[] _gradient = [];
    private readonly CancellationToken _cancellation;
    private ulong[] _inverse;
    private ulong _monitor;

    /// <summary>Prepares.</summary>
    /// <param name="shape">The fit.</param>
    /// <param name="own">This party's place.</param>
    /// <param name="columns">Q of this party, with <see cref="FitShape.ColumnBits"/>; padded with zeros.</param>
    /// <param name="ridge">The ridge in the party's directions, with <see cref="FitShape.ColumnBits"/>; null without one.</param>
    /// <param name="labels">Party 0: 0 or 1 per row; others: empty.</param>
    /// <param name="start">The party's share of v: party 0's start, zeros elsewhere; of all directions.</param>
    /// <param name="random">Dealt randomness.</param>
    /// <param name="link">The other parties.</param>
    /// <param name="cancellation">Stops it.</param>
    public JointFit(
        FitShape shape, int own, RingColumns columns, RingColumns? ridge, byte[] labels, ulong[] start, SharedRandomness random, IPeerLink link, CancellationToken cancellation)
    {
        _shape = shape;
        _own = own;
        _columns = columns;
        _ridge = ridge;
        _labels = labels;
        _weights = start;
        _earlier = new ulong[start.Length];
        _random = random;
        _link = link;
        _cancellation = cancellation;
        _openings = new PartyOpenings(link, shape.Parties, own);
        _mask = new RingColumns(shape.PaddedRows, shape.Columns[own]);
        _masked = [.. shape.Columns.Select(count => new RingColumns(shape.PaddedRows, count))];
        _ridgeMask = ridge is null ? null : new RingColumns(shape.Columns[own], shape.Columns[own]);
        _maskedRidge = ridge is null ? [] : [.. shape.Columns.Select(count => new RingColumns(count, count))];
        _inverse = [];
    }

    private bool IsFirst => _own == 0;

    private IEnumerable<int> Peers => Enumerable.Range(0, _shape.Parties).Where(party => party != _own);

    /// <summary>Is told the number of each pass that is finished.</summary>
    public Action<int>? PassFinished { get; init; }

    /// <summary>Runs the fit.</summary>
    /// <exception cref="FitStoppedException">The monitor or the last step stopped it; nothing was released.</exception>
    public async Task<JointFitResult> RunAsync()
    {
        await ShareColumnsAsync(_columns, _mask, _masked, DealtOperation.ColumnMask, JointStep.MaskedColumns);
        if (_shape.HasRidge)
        {
            await ShareColumnsAsync(_ridge!, _ridgeMask!, _maskedRidge, DealtOperation.RidgeMask, JointStep.MaskedRidge);
        }

        ulong[] step = [];
        for (int pass = 1; pass <= _shape.Passes; pass++)
        {
            step = await PassAsync(pass);
            PassFinished?.Invoke(pass);
        }

        return await FinishAsync(step);
    }

    /// <summary>Erases the columns, the masks, the shares of the weights and the working memory.</summary>
    public void Dispose()
    {
        RingColumns?[] matrices = [_columns, _mask, _ridge, _ridgeMask];
        Array.ForEach(matrices, matrix => matrix?.Erase());
        ulong[][] shares = [_weights, _earlier, _gradient, _inverse];
        Array.ForEach(shares, Array.Clear);
        _buffers.Dispose();
    }

    /// <summary>5.4, once: this party's matrix less its mask to all others, and theirs.</summary>
    private async Task ShareColumnsAsync(RingColumns columns, RingColumns mask, RingColumns[] masked, DealtOperation operation, JointStep step)
    {
        // Sending and receiving run side by side: neither waits for the other's buffers.
        await Task.WhenAll(SendAsync(), ReceiveAsync());

        async Task SendAsync()
        {
            for (int column = 0; column < columns.Columns; column++)
            {
                Memory<ulong> own = mask.Column(column);
                _random.Draw(new DealtLabel(operation, 0, column), own.Span);
                Memory<ulong> difference = masked[_own].Column(column);
                columns.Column(column).CopyTo(difference);
                RingVector.Subtract(own.Span, difference.Span);
                foreach (int peer in Peers)
                {
                    await _link.SendAsync(peer, new StepLabel(step, 0, column), difference.AsBytes(), _cancellation);
                }
            }
        }

        async Task ReceiveAsync()
        {
            foreach (int peer in Peers)
            {
                RingColumns destination = masked[peer];
                for (int column = 0; column < destination.Columns; column++)
                {
                    await _link.ReceiveAsync(peer, new StepLabel(step, 0, column), destination.Column(column).AsBytes(), _cancellation);
                }
            }
        }
    }

    /// <summary>5.5 steps 1 to 8; returns this party's share of the step taken.</summary>
    private async Task<ulong[]> PassAsync(int pass)
    {
        bool takesHessian = _shape.TakesHessian(pass);
        using WordBuffers.Lease lease = _buffers.Open();
        bool sharesLogits = FitShape.SharesLogits(pass);
        ulong[] opened = sharesLogits ? await OpenWeightsAsync(pass) : new ulong[_shape.Columns[_own]];
        ulong[] gradient = new ulong[_shape.Dimension];
        int hessianBlocks = takesHessian ? _shape.HessianBlocks(pass) : 0;
        ulong[] hessian = lease.Zeros(hessianBlocks * _shape.HessianWords);
        for (int slab = 0; slab < _shape.SlabCount; slab++)
        {
            using WordBuffers.Lease slabLease = _buffers.Open();
            bool covered = _shape.SlabStart(slab) < hessianBlocks * _shape.BlockRows;
            (ulong[] residuals, ulong[] curvatures) = sharesLogits
                ? await LiftAsync(pass, slab, await OpenPhaseAsync(pass, slab, opened, slabLease), covered, slabLease)
                : ComputeStart(pass, slab, covered, slabLease);
            await AddSlabAsync(pass, slab, residuals, curvatures, gradient, hessian, slabLease);
        }

        ulong[] product = await _random.ShareAsync(new DealtLabel(DealtOperation.GradientProduct, pass), _shape.Dimension, _cancellation);
        RingVector.Add(product, gradient);
        if (_shape.HasRidge)
        {
            await SubtractRidgeAsync(pass, opened, gradient);
        }

        var gradientPart = new Truncation(gradient, _shape.GradientShift);
        if (takesHessian)
        {
            await TruncateAsync(pass, FitItems.Sums, gradientPart, new Truncation(hessian, _shape.HessianShift(pass)));
            ulong[] inverse = await InvertAsync(pass, AssembleHessian(hessian, hessianBlocks));
            Array.Clear(_inverse);
            _inverse = inverse;
        }
        else
        {
            await TruncateAsync(pass, FitItems.Sums, gradientPart);
        }

        ulong[] step = await MultiplyAsync(pass, FitItems.Step, _inverse, gradient);
        await TruncateAsync(pass, FitItems.Step, new Truncation(step, FitShape.InverseBits + FitShape.GradientBits - FitShape.WeightBits - 1));
        Array.Clear(_gradient);
        _gradient = gradient;
        _weights.CopyTo(_earlier, 0);
        RingVector.Add(step, _weights);
        return step;
    }

    /// <summary>Steps 1 to 4 of the first pass: party 0 starts from its own fit, so that y - p and p(1-p) are its shares, and zero is everybody else's.</summary>
    private (ulong[] Residuals, ulong[] Curvatures) ComputeStart(int pass, int slab, bool wantsCurvature, WordBuffers.Lease lease)
    {
        int start = _shape.SlabStart(slab);
        int rows = _shape.SlabLength(slab);
        ulong[] residuals = lease.Zeros(rows);
        ulong[] curvatures = lease.Zeros(wantsCurvature ? rows : 0);
        if (!IsFirst)
        {
            return (residuals, curvatures);
        }

        ulong[] logits = lease.Zeros(rows);
        _columns.MultiplyAdd(start, _weights.AsSpan(0, _shape.Columns[0]), logits);
        double residualScale = Math.ScaleB(1, _shape.ResidualBits);
        double curvatureScale = Math.ScaleB(_shape.CurvatureScale(pass), PhaseTable.CurvatureBits + _shape.FinerBits);
        for (int row = 0; row < Math.Min(rows, _shape.Rows - start); row++)
        {
            double probability = 1 / (1 + Math.Exp(-Math.ScaleB(unchecked((long)logits[row]), -FitShape.LogitBits)));
            residuals[row] = unchecked((ulong)(long)Math.Round((_labels[start + row] - probability) * residualScale));
            if (wantsCurvature)
            {
                curvatures[row] = (ulong)Math.Round(probability * (1 - probability) * curvatureScale);
            }
        }

        return (residuals, curvatures);
    }

    /// <summary>Step 1: what the others hold of this party's weights, less their masks.</summary>
    private async Task<ulong[]> OpenWeightsAsync(int pass)
    {
        ulong[] sum = new ulong[_shape.Columns[_own]];
        await _openings.SumAsync(new StepLabel(JointStep.MaskedWeights, pass), Outgoing, sum, new ulong[sum.Length], _cancellation);
        return sum;

        ulong[] Outgoing(int owner)
        {
            ulong[] part = _weights.AsSpan(_shape.Offset(owner), _shape.Columns[owner]).ToArray();
            _random.Subtract(new DealtLabel(DealtOperation.WeightMask, pass, owner), part);
            return part;
        }
    }

    /// <summary>Steps 1 and 2: shares of the logits of a slab, and their phase opened under the mask t.</summary>
    private async Task<uint[]> OpenPhaseAsync(int pass, int slab, ulong[] opened, WordBuffers.Lease lease)
    {
        int start = _shape.SlabStart(slab);
        int rows = _shape.SlabLength(slab);
        ulong[] logits = lease.Zeros(rows);
        _columns.MultiplyAdd(start, _weights.AsSpan(_shape.Offset(_own), _shape.Columns[_own]), logits);
        _mask.MultiplyAdd(start, opened, logits);
        foreach (int peer in Peers)
        {
            _masked[peer].MultiplyAdd(start, _weights.AsSpan(_shape.Offset(peer), _shape.Columns[peer]), logits);
        }

        uint[] phase = lease.Halves(rows);
        await _random.ShareAsync(new DealtLabel(DealtOperation.LogitProduct, pass, Block: slab), phase.AsMemory(), _cancellation);
        uint[] mask = lease.Halves(rows);
        _random.Draw(new DealtLabel(DealtOperation.Phase, pass, Block: slab), mask);

        // Each share loses what is below 2^-21, half a unit on average, and so does the dealt one.
        uint lost = IsFirst ? (uint)(_shape.Parties + 1) / 2 : 0;
        for (int row = 0; row < rows; row++)
        {
            phase[row] = unchecked(phase[row] + (uint)(logits[row] >> PhaseShift) - mask[row] + lost);
        }

        await _openings.OpenAsync(new StepLabel(JointStep.Phase, pass, Block: slab), phase, lease.Halves(rows), _cancellation);
        return phase;
    }

    /// <summary>Steps 3 and 4: shares modulo 2^64 of y - p, and of p(1-p) when wanted.</summary>
    private async Task<(ulong[] Residuals, ulong[] Curvatures)> LiftAsync(int pass, int slab, uint[] delta, bool wantsCurvature, WordBuffers.Lease lease)
    {
        int start = _shape.SlabStart(slab);
        int rows = delta.Length;
        uint[] small = lease.Halves(wantsCurvature ? 2 * rows : rows);
        uint[] table = lease.Halves(_shape.BlockRows * _shape.Series(pass).Width);
        ulong[] monitor = pass == _shape.Passes ? lease.Words(_shape.BlockRows * RangeMonitor.Width) : [];
        for (int first = 0; first < rows; first += _shape.BlockRows)
        {
            int block = (start + first) / _shape.BlockRows;
            await _random.ShareAsync(new DealtLabel(DealtOperation.PhaseTable, pass, Block: block), table, _cancellation);
            Span<uint> curvatures = wantsCurvature ? small.AsSpan(rows + first, _shape.BlockRows) : [];
            ReadOnlySpan<uint> opened = delta.AsSpan(first, _shape.BlockRows);
            PhaseTable.Apply(_shape.Series(pass), opened, table, small.AsSpan(first, _shape.BlockRows), curvatures, IsFirst, _shape.CurvatureScale(pass), _shape.FinerBits);
            if (monitor.Length > 0)
            {
                await _random.ShareAsync(new DealtLabel(DealtOperation.MonitorTable, pass, Block: block), monitor, _cancellation);
                int count = Math.Clamp(_shape.Rows - start - first, 0, _shape.BlockRows);
                _monitor = unchecked(_monitor + RangeMonitor.Sum(delta.AsSpan(first, _shape.BlockRows), monitor, count, IsFirst));
            }
        }

        ulong[] lifted = await LiftAsync(pass, slab, small, lease);
        int padding = Math.Clamp(start + rows - _shape.Rows, 0, rows);
        lifted.AsSpan(rows - padding, padding).Clear();
        if (wantsCurvature)
        {
            lifted.AsSpan((2 * rows) - padding, padding).Clear();
        }

        ulong[] residuals = lease.Zeros(rows);
        RingVector.Subtract(lifted.AsSpan(0, rows), residuals);
        for (int row = 0; IsFirst && row < rows - padding; row++)
        {
            ulong half = 1UL << (_shape.ResidualBits - 1);
            residuals[row] = unchecked(residuals[row] + (_labels[start + row] == 1 ? half : 0 - half));
        }

        ulong[] curvatureShares = lease.Words(wantsCurvature ? rows : 0);
        lifted.AsSpan(rows, curvatureShares.Length).CopyTo(curvatureShares);
        return (residuals, curvatureShares);
    }

    private async Task<ulong[]> LiftAsync(int pass, int slab, uint[] small, WordBuffers.Lease lease)
    {
        uint[] mask = lease.Halves(small.Length);
        _random.Draw(new DealtLabel(DealtOperation.LiftMask, pass, Block: slab), mask);
        LiftBits.Mask(small, mask, IsFirst);
        await _openings.OpenAsync(new StepLabel(JointStep.Lift, pass, Block: slab), small, lease.Halves(small.Length), _cancellation);
        uint[] bits = lease.Halves(2 * small.Length);
        await _random.ShareAsync(new DealtLabel(DealtOperation.LiftBits, pass, Block: slab), bits, _cancellation);
        ulong[] lifted = lease.Words(small.Length);
        LiftBits.Finish(small, mask, bits, lifted, IsFirst);
        return lifted;
    }

    private async Task SubtractRidgeAsync(int pass, ulong[] opened, ulong[] gradient)
    {
        ulong[] penalty = FitShape.SharesLogits(pass) ? await _random.ShareAsync(new DealtLabel(DealtOperation.RidgeProduct, pass), _shape.Dimension, _cancellation) : new ulong[_shape.Dimension];
        Span<ulong> own = penalty.AsSpan(_shape.Offset(_own), _shape.Columns[_own]);
        _ridge!.MultiplyAdd(0, _weights.AsSpan(_shape.Offset(_own), _shape.Columns[_own]), own);
        _ridgeMask!.MultiplyAdd(0, opened, own);
        foreach (int peer in Peers)
        {
            _maskedRidge[peer].MultiplyAdd(0, _weights.AsSpan(_shape.Offset(peer), _shape.Columns[peer]), penalty.AsSpan(_shape.Offset(peer), _shape.Columns[peer]));
        }

        // The penalty has the bits of a logit, the gradient those of a residual's product.
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = unchecked(gradient[i] - (penalty[i] << (FitShape.ColumnBits + _shape.ResidualBits - FitShape.LogitBits)));
        }
    }

    /// <summary>Opens what is to be divided under masks, and divides; all parts in one opening.</summary>
    private async Task TruncateAsync(int pass, int item, params Truncation[] parts)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        int count = parts.Sum(part => part.Words.Length);
        ulong[] opened = lease.Words(count);
        int at = 0;
        foreach (Truncation part in parts)
        {
            part.Words.CopyTo(opened.AsSpan(at));
            at += part.Words.Length;
        }

        _random.Add(new DealtLabel(DealtOperation.TruncationMask, pass, item), opened);
        TruncationBits.Offset(opened, IsFirst);
        await _openings.OpenAsync(new StepLabel(JointStep.Truncation, pass, item), opened, lease.Words(count), _cancellation);
        at = 0;
        for (int index = 0; index < parts.Length; index++)
        {
            Truncation part = parts[index];
            Memory<ulong> words = opened.AsMemory(at, part.Words.Length);
            ulong[] bits = lease.Words(2 * words.Length);
            await _random.ShareAsync(new DealtLabel(DealtOperation.TruncationBits, pass, item, index), bits, _cancellation);
            TruncationBits.Finish(words.Span, bits, part.Shift, IsFirst);
            words.Span.CopyTo(part.Words);
            at += words.Length;
        }
    }

    /// <summary>Shared words to be divided by 2^Shift, in place.</summary>
    private readonly record struct Truncation(ulong[] Words, int Shift);
}
