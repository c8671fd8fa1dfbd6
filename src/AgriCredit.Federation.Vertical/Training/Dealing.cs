using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>What the dealer computes from the parties' masks and gives the last party, in the order in which a fit uses it.</summary>
/// <remarks>It knows the masks and no opening, so it learns the shape of the fit and nothing else; what it sends is uniform without the other parties' seeds. Source: PROTOCOL 5.3 to 5.6.</remarks>
internal sealed class Dealing : IDisposable
{
    private readonly FitShape _shape;
    private readonly DealtShares _shares;
    private readonly WordBuffers _buffers = new();
    private readonly RingColumns[] _masks;
    private readonly RingColumns[] _ridgeMasks;

    /// <summary>Prepares.</summary>
    /// <param name="shape">The fit.</param>
    /// <param name="seeds">Every party's seed, in the parties' order.</param>
    /// <param name="sink">The last party.</param>
    /// <param name="cancellation">Stops it.</param>
    public Dealing(FitShape shape, IReadOnlyList<DealtSeed> seeds, IDealtSink sink, CancellationToken cancellation)
    {
        _shape = shape;
        _shares = new DealtShares(seeds, sink, _buffers, cancellation);
        _masks = [.. Enumerable.Range(0, shape.Parties).Select(party => new RingColumns(shape.PaddedRows, shape.Columns[party]))];
        _ridgeMasks = [.. Enumerable.Range(0, shape.HasRidge ? shape.Parties : 0).Select(party => new RingColumns(shape.Columns[party], shape.Columns[party]))];
    }

    /// <summary>Is told the number of each pass that is dealt for.</summary>
    public Action<int>? PassFinished { get; init; }

    private int Parties => _shape.Parties;

    /// <summary>Deals all that a fit needs.</summary>
    public async Task RunAsync()
    {
        DrawMasks(_masks, DealtOperation.ColumnMask);
        DrawMasks(_ridgeMasks, DealtOperation.RidgeMask);
        for (int pass = 1; pass <= _shape.Passes; pass++)
        {
            await DealPassAsync(pass);
            PassFinished?.Invoke(pass);
        }

        await DealEndAsync();
    }

    /// <summary>Erases the masks and the working memory.</summary>
    public void Dispose()
    {
        Array.ForEach([.. _masks, .. _ridgeMasks], masks => masks.Erase());
        _buffers.Dispose();
    }

    private void DrawMasks(RingColumns[] masks, DealtOperation operation)
    {
        for (int party = 0; party < masks.Length; party++)
        {
            for (int column = 0; column < masks[party].Columns; column++)
            {
                _shares.Draw(party, new DealtLabel(operation, 0, column), masks[party].Column(column).Span);
            }
        }
    }

    private async Task DealPassAsync(int pass)
    {
        bool sharesLogits = FitShape.SharesLogits(pass);
        ulong[][] weights = [.. Enumerable.Range(0, sharesLogits ? Parties : 0).Select(owner => WeightMasks(pass, owner))];
        ulong[] gradient = new ulong[_shape.Dimension];
        bool takesHessian = _shape.TakesHessian(pass);
        int hessianBlocks = takesHessian ? _shape.HessianBlocks(pass) : 0;
        for (int slab = 0; slab < _shape.SlabCount; slab++)
        {
            using WordBuffers.Lease lease = _buffers.Open();
            bool covered = _shape.SlabStart(slab) < hessianBlocks * _shape.BlockRows;
            if (sharesLogits)
            {
                await DealLogitsAsync(pass, slab, weights, lease);
                await DealTablesAsync(pass, slab, lease);
                await DealLiftAsync(pass, slab, covered, lease);
            }

            AddGradient(pass, slab, gradient, lease);
            if (covered)
            {
                ulong[] products = lease.Zeros(_shape.SlabLength(slab) / _shape.BlockRows * _shape.HessianWords);
                await DealWeightedAsync(pass, slab, products, lease);
                await DealHessianAsync(pass, slab, products);
            }
        }

        await _shares.ShareAsync(new DealtLabel(DealtOperation.GradientProduct, pass), gradient);
        if (_shape.HasRidge && sharesLogits)
        {
            await DealRidgeAsync(pass, weights);
        }

        if (takesHessian)
        {
            await DealTruncationAsync(pass, FitItems.Sums, (_shape.Dimension, _shape.GradientShift), (hessianBlocks * _shape.HessianWords, _shape.HessianShift(pass)));
            await DealInverseAsync(pass);
        }
        else
        {
            await DealTruncationAsync(pass, FitItems.Sums, (_shape.Dimension, _shape.GradientShift));
        }

        await DealFactorsAsync(pass, FitItems.Step, _shape.Dimension, 1);
        await DealTruncationAsync(pass, FitItems.Step, (_shape.Dimension, FitShape.InverseBits + FitShape.GradientBits - FitShape.WeightBits - 1));
    }

    /// <summary>What the others mask their shares of a party's weights with, summed.</summary>
    private ulong[] WeightMasks(int pass, int owner)
    {
        ulong[] sum = new ulong[_shape.Columns[owner]];
        ulong[] mask = new ulong[sum.Length];
        for (int party = 0; party < Parties; party++)
        {
            if (party != owner)
            {
                _shares.Draw(party, new DealtLabel(DealtOperation.WeightMask, pass, owner), mask);
                RingVector.Add(mask, sum);
            }
        }

        return sum;
    }

    private async Task DealLogitsAsync(int pass, int slab, ulong[][] weights, WordBuffers.Lease lease)
    {
        ulong[] logits = lease.Zeros(_shape.SlabLength(slab));
        for (int party = 0; party < Parties; party++)
        {
            _masks[party].MultiplyAdd(_shape.SlabStart(slab), weights[party], logits);
        }

        uint[] phases = lease.Halves(logits.Length);
        for (int row = 0; row < phases.Length; row++)
        {
            phases[row] = unchecked((uint)(logits[row] >> (FitShape.LogitBits - PhaseTable.PhaseBits)));
        }

        await _shares.ShareAsync(new DealtLabel(DealtOperation.LogitProduct, pass, Block: slab), phases.AsMemory());
    }

    private async Task DealTablesAsync(int pass, int slab, WordBuffers.Lease lease)
    {
        uint[] phases = _shares.SumHalfDraws(new DealtLabel(DealtOperation.Phase, pass, Block: slab), _shape.SlabLength(slab), lease);
        uint[] table = lease.Halves(_shape.BlockRows * _shape.Series(pass).Width);
        ulong[] monitor = pass == _shape.Passes ? lease.Words(_shape.BlockRows * RangeMonitor.Width) : [];
        for (int first = 0; first < phases.Length; first += _shape.BlockRows)
        {
            int block = (_shape.SlabStart(slab) + first) / _shape.BlockRows;
            PhaseTable.Compute(_shape.Series(pass), phases.AsSpan(first, _shape.BlockRows), table, _shape.FinerBits);
            await _shares.ShareAsync(new DealtLabel(DealtOperation.PhaseTable, pass, Block: block), table.AsMemory());
            if (monitor.Length > 0)
            {
                RangeMonitor.Compute(phases.AsSpan(first, _shape.BlockRows), monitor);
                await _shares.ShareAsync(new DealtLabel(DealtOperation.MonitorTable, pass, Block: block), monitor);
            }
        }
    }

    private async Task DealLiftAsync(int pass, int slab, bool covered, WordBuffers.Lease lease)
    {
        int count = (covered ? 2 : 1) * _shape.SlabLength(slab);
        Memory<uint>[] masks = new Memory<uint>[Parties];
        for (int party = 0; party < Parties; party++)
        {
            masks[party] = lease.Halves(count);
            _shares.Draw(party, new DealtLabel(DealtOperation.LiftMask, pass, Block: slab), masks[party].Span);
        }

        uint[] bits = lease.Halves(2 * count);
        LiftBits.Compute(masks, bits);
        await _shares.ShareAsync(new DealtLabel(DealtOperation.LiftBits, pass, Block: slab), bits.AsMemory());
    }

    private void AddGradient(int pass, int slab, ulong[] gradient, WordBuffers.Lease lease)
    {
        ulong[][] others = _shares.OtherDraws(new DealtLabel(DealtOperation.ResidualMask, pass, Block: slab), _shape.SlabLength(slab), lease, onlyFirst: !FitShape.SharesLogits(pass));
        for (int party = 0; party < Parties; party++)
        {
            _masks[party].TransposeMultiplyAdd(_shape.SlabStart(slab), others[party], gradient.AsSpan(_shape.Offset(party), _shape.Columns[party]));
        }
    }

    /// <summary>Y = r o U of each party's U and the others' masks of p(1-p), and U'Y.</summary>
    private async Task DealWeightedAsync(int pass, int slab, ulong[] products, WordBuffers.Lease lease)
    {
        int blockRows = _shape.BlockRows;
        ulong[][] others = _shares.OtherDraws(new DealtLabel(DealtOperation.CurvatureMask, pass, Block: slab), _shape.SlabLength(slab), lease, onlyFirst: !FitShape.SharesLogits(pass));
        int known = _shape.KnownDirections(pass);
        ulong[] block = lease.Words(blockRows * (_shape.Dimension - known));
        ulong[] sums = lease.Words(_shape.Columns.Max() * _shape.Columns.Max());
        for (int first = 0; first < _shape.SlabLength(slab); first += blockRows)
        {
            int row = _shape.SlabStart(slab) + first;
            Array.Clear(block);
            for (int party = known > 0 ? 1 : 0; party < Parties; party++)
            {
                int columns = _shape.Columns[party];
                Span<ulong> product = block.AsSpan((_shape.Offset(party) - known) * blockRows, columns * blockRows);
                _masks[party].ScaleAdd(row, others[party].AsSpan(first, blockRows), product);
                Span<ulong> own = sums.AsSpan(0, columns * columns);
                own.Clear();
                _masks[party].TransposeMultiplyAdd(row, blockRows, product, own, onlyLower: true);
                SymmetricBlock.AddLower(own, products.AsSpan((first / blockRows * _shape.HessianWords) + _shape.OwnBlock(party), own.Length), columns);
            }

            await _shares.ShareAsync(new DealtLabel(DealtOperation.WeightedProduct, pass, Block: row / blockRows), block);
        }
    }

    /// <summary>To these, each party's U' times the others' masks of the weighted columns before its own.</summary>
    private async Task DealHessianAsync(int pass, int slab, ulong[] products)
    {
        int blockRows = _shape.BlockRows;
        for (int first = 0; first < _shape.SlabLength(slab); first += blockRows)
        {
            using WordBuffers.Lease lease = _buffers.Open();
            int row = _shape.SlabStart(slab) + first;
            ulong[][] others = _shares.OtherDraws(new DealtLabel(DealtOperation.WeightedMask, pass, Block: row / blockRows), blockRows * _shape.Offset(Parties - 1), lease);
            ulong[] sums = lease.Words(_shape.HessianWords);
            products.AsSpan(first / blockRows * sums.Length, sums.Length).CopyTo(sums);
            for (int party = 1; party < Parties; party++)
            {
                int before = _shape.Offset(party);
                _masks[party].TransposeMultiplyAdd(row, blockRows, others[party].AsSpan(0, before * blockRows), sums.AsSpan(_shape.CrossBlock(party), _shape.Columns[party] * before));
            }

            await _shares.ShareAsync(new DealtLabel(DealtOperation.HessianProduct, pass, Block: row / blockRows), sums);
        }
    }

    private async Task DealRidgeAsync(int pass, ulong[][] weights)
    {
        ulong[] products = new ulong[_shape.Dimension];
        for (int party = 0; party < Parties; party++)
        {
            _ridgeMasks[party].MultiplyAdd(0, weights[party], products.AsSpan(_shape.Offset(party), _shape.Columns[party]));
        }

        await _shares.ShareAsync(new DealtLabel(DealtOperation.RidgeProduct, pass), products);
    }

    private async Task DealInverseAsync(int pass)
    {
        int words = _shape.Dimension * _shape.Dimension;
        for (int step = 1; step <= FitShape.InverseSteps; step++)
        {
            using WordBuffers.Lease lease = _buffers.Open();
            int item = FitItems.Inverse(step);
            ulong[] left = _shares.SumDraws(new DealtLabel(DealtOperation.FactorMask, pass, item, 0), words, lease);
            ulong[] right = _shares.SumDraws(new DealtLabel(DealtOperation.FactorMask, pass, item, 1), words, lease);
            await DealProductAsync(new DealtLabel(DealtOperation.FactorProduct, pass, item, 0), left, right);
            await DealProductAsync(new DealtLabel(DealtOperation.FactorProduct, pass, item, 1), right, right);
            await DealTruncationAsync(pass, item, (words, FitShape.HessianBits), (words, FitShape.HessianBits));
        }
    }

    private async Task DealEndAsync()
    {
        int pass = _shape.Passes;
        int dimension = _shape.Dimension;
        await DealFactorsAsync(pass, FitItems.Norm, 1, 1);
        if (_shape.HasRidge)
        {
            await DealFactorsAsync(pass, FitItems.Penalty, dimension, dimension);
            await DealTruncationAsync(pass, FitItems.Penalty, (dimension * dimension, FitShape.HessianBits));
            await DealFactorsAsync(pass, FitItems.PenaltyTwice, dimension, dimension);
            await DealTruncationAsync(pass, FitItems.PenaltyTwice, (dimension * dimension, FitShape.InverseBits - 1));
        }
    }

    private async Task DealFactorsAsync(int pass, int item, int rows, int columns)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        ulong[] left = _shares.SumDraws(new DealtLabel(DealtOperation.FactorMask, pass, item, 0), rows * _shape.Dimension, lease);
        ulong[] right = _shares.SumDraws(new DealtLabel(DealtOperation.FactorMask, pass, item, 1), _shape.Dimension * columns, lease);
        await DealProductAsync(new DealtLabel(DealtOperation.FactorProduct, pass, item), left, right);
    }

    private async Task DealProductAsync(DealtLabel label, ulong[] left, ulong[] right)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        ulong[] product = lease.Zeros(left.Length / _shape.Dimension * (right.Length / _shape.Dimension));
        FactorProduct.MultiplyAdd(left, right, product, _shape.Dimension);
        await _shares.ShareAsync(label, product);
    }

    private async Task DealTruncationAsync(int pass, int item, params (int Count, int Shift)[] parts)
    {
        using WordBuffers.Lease lease = _buffers.Open();
        ulong[] masks = _shares.SumDraws(new DealtLabel(DealtOperation.TruncationMask, pass, item), parts.Sum(part => part.Count), lease);
        int at = 0;
        for (int index = 0; index < parts.Length; index++)
        {
            (int count, int shift) = parts[index];
            ulong[] bits = lease.Words(2 * count);
            TruncationBits.Compute(masks.AsSpan(at, count), shift, bits);
            await _shares.ShareAsync(new DealtLabel(DealtOperation.TruncationBits, pass, item, index), bits);
            at += count;
        }
    }
}
