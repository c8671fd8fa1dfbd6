using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

// 5.5 steps 5 and 6: the gradient and the Hessian of a slab.
internal sealed partial class JointFit
{
    /// <summary>Opens the residuals and p(1-p) of a slab under masks, and adds to the shares of the gradient and of the Hessian's blocks.</summary>
    private async Task AddSlabAsync(int pass, int slab, ulong[] residuals, ulong[] curvatures, ulong[] gradient, ulong[] hessian, WordBuffers.Lease lease)
    {
        int start = _shape.SlabStart(slab);
        int rows = residuals.Length;
        ulong[] opened = lease.Words(rows + curvatures.Length);
        residuals.CopyTo(opened, 0);
        curvatures.CopyTo(opened, rows);

        // Where party 0 alone has anything to open, the others mask nothing.
        bool sharesLogits = FitShape.SharesLogits(pass);
        ulong[] masks = lease.Zeros(opened.Length);
        if (IsFirst || sharesLogits)
        {
            _random.Draw(new DealtLabel(DealtOperation.ResidualMask, pass, Block: slab), masks.AsSpan(0, rows));
            if (curvatures.Length > 0)
            {
                _random.Draw(new DealtLabel(DealtOperation.CurvatureMask, pass, Block: slab), masks.AsSpan(rows));
            }

            RingVector.Subtract(masks, opened);
        }

        ulong[] others = lease.Zeros(opened.Length);
        await _openings.SumAsync(
            new StepLabel(JointStep.Residuals, pass, Block: slab), _ => opened, others, lease.Words(opened.Length), _cancellation, only: sharesLogits ? null : 0);
        Span<ulong> own = gradient.AsSpan(_shape.Offset(_own), _shape.Columns[_own]);
        _columns.TransposeMultiplyAdd(start, residuals, own);
        _mask.TransposeMultiplyAdd(start, others.AsSpan(0, rows), own);
        foreach (int peer in Peers)
        {
            _masked[peer].TransposeMultiplyAdd(start, residuals, gradient.AsSpan(_shape.Offset(peer), _shape.Columns[peer]));
        }

        if (curvatures.Length > 0)
        {
            ulong[] weighted = await WeighColumnsAsync(pass, slab, curvatures, others.AsMemory(rows), masks.AsMemory(rows), hessian, lease);
            await AddCrossBlocksAsync(pass, slab, weighted, hessian, lease);
        }
    }

    /// <summary>Adds shares of every party's Q_i'DQ_i, block by block, for D = p(1-p).</summary>
    /// <returns>Shares of V_i = D o Q_i of all parties but the last: block after block, in each block column after column.</returns>
    private async Task<ulong[]> WeighColumnsAsync(
        int pass, int slab, ulong[] curvatures, ReadOnlyMemory<ulong> others, ReadOnlyMemory<ulong> masks, ulong[] hessian, WordBuffers.Lease lease)
    {
        // All that is known here of D: this party's share, and what the others opened of theirs.
        ulong[] known = lease.Words(curvatures.Length);
        curvatures.CopyTo(known, 0);
        RingVector.Add(others.Span, known);
        int blockRows = _shape.BlockRows;
        int blockWords = blockRows * _shape.Offset(_shape.Parties - 1);
        int knownWords = blockRows * _shape.KnownDirections(pass);
        ulong[] weighted = lease.Words(curvatures.Length / blockRows * blockWords);
        ulong[] dealt = lease.Words(blockRows * _shape.Dimension);
        ulong[] scaled = lease.Words(dealt.Length);
        ulong[] sums = lease.Words(_shape.Columns.Max() * _shape.Columns.Max());
        for (int first = 0; first < curvatures.Length; first += blockRows)
        {
            int row = _shape.SlabStart(slab) + first;
            int global = row / blockRows;
            dealt.AsSpan(0, knownWords).Clear();
            await _random.ShareAsync(new DealtLabel(DealtOperation.WeightedProduct, pass, Block: global), dealt.AsMemory(knownWords), _cancellation);
            AddOwnBlocks(row, known.AsSpan(first, blockRows), masks.Span.Slice(first, blockRows), dealt, scaled, sums, hessian.AsSpan(global * _shape.HessianWords, _shape.HessianWords));
            Span<ulong> block = weighted.AsSpan(first / blockRows * blockWords, blockWords);
            dealt.AsSpan(0, blockWords).CopyTo(block);
            for (int party = 0; party < _shape.Parties - 1; party++)
            {
                Span<ulong> columns = block.Slice(_shape.Offset(party) * blockRows, _shape.Columns[party] * blockRows);
                (party == _own ? _columns : _masked[party]).ScaleAdd(row, curvatures.AsSpan(first, blockRows), columns);
                if (party == _own)
                {
                    _mask.ScaleAdd(row, others.Span.Slice(first, blockRows), columns);
                }
            }
        }

        return weighted;
    }

    /// <summary>Adds this party's shares of every party's own block of a Hessian; nothing is opened for them.</summary>
    /// <remarks>
    /// With Q = E + U of a party i, e the sum of what the others opened of p(1-p) and r the sum of their masks, Q'DQ = Q'(D_i + e)Q, which i has alone, + Q'rQ, and Q'rQ = E'rE, of which each of the others has its part as it knows E,
    /// + E'Y + Y'E, of which each party has a part as Y = r o U is dealt, + U'rU, which is dealt with the sums.
    /// </remarks>
    private void AddOwnBlocks(int row, ReadOnlySpan<ulong> known, ReadOnlySpan<ulong> mask, ReadOnlySpan<ulong> dealt, ulong[] scaled, ulong[] sums, Span<ulong> hessian)
    {
        int blockRows = known.Length;
        for (int party = 0; party < _shape.Parties; party++)
        {
            int columns = _shape.Columns[party];
            Span<ulong> own = sums.AsSpan(0, columns * columns);
            ReadOnlySpan<ulong> product = dealt.Slice(_shape.Offset(party) * blockRows, columns * blockRows);
            Span<ulong> weighted = scaled.AsSpan(0, product.Length);
            RingColumns matrix = party == _own ? _columns : _masked[party];
            own.Clear();
            _masked[party].TransposeMultiplyAdd(row, blockRows, product, own);
            SymmetricBlock.AddTransposed(own, columns);
            weighted.Clear();
            matrix.ScaleAdd(row, party == _own ? known : mask, weighted);
            matrix.TransposeMultiplyAdd(row, blockRows, weighted, own, onlyLower: true);
            SymmetricBlock.AddLower(own, hessian.Slice(_shape.OwnBlock(party), own.Length), columns);
        }
    }

    /// <summary>Adds shares of Q_j'V_i for i before j, and of what is dealt with the sums, block by block.</summary>
    private async Task AddCrossBlocksAsync(int pass, int slab, ulong[] weighted, ulong[] hessian, WordBuffers.Lease lease)
    {
        int blockRows = _shape.BlockRows;
        int blocks = _shape.SlabLength(slab) / blockRows;
        int blockWords = WordsBefore(_shape.Parties - 1);
        ulong[] masked = MaskWeighted(pass, slab, weighted, lease);
        ulong[] opened = lease.Zeros(blocks * WordsBefore(_own));
        await _openings.SumAsync(new StepLabel(JointStep.WeightedColumns, pass, Block: slab), Outgoing, opened, lease.Words(opened.Length), _cancellation);
        ulong[] dealt = lease.Words(_shape.HessianWords);
        for (int block = 0; block < blocks; block++)
        {
            int global = (_shape.SlabStart(slab) / blockRows) + block;
            Memory<ulong> share = hessian.AsMemory(global * _shape.HessianWords, _shape.HessianWords);
            await _random.ShareAsync(new DealtLabel(DealtOperation.HessianProduct, pass, Block: global), dealt.AsMemory(), _cancellation);
            RingVector.Add(dealt, share.Span);
            int row = global * blockRows;
            for (int party = 1; party < _shape.Parties; party++)
            {
                Span<ulong> cross = share.Span.Slice(_shape.CrossBlock(party), _shape.Columns[party] * _shape.Offset(party));
                (party == _own ? _columns : _masked[party]).TransposeMultiplyAdd(row, blockRows, weighted.AsSpan(block * blockWords, WordsBefore(party)), cross);
                if (party == _own)
                {
                    _mask.TransposeMultiplyAdd(row, blockRows, opened.AsSpan(block * WordsBefore(party), WordsBefore(party)), cross);
                }
            }
        }

        ulong[] Outgoing(int owner)
        {
            if (owner == _shape.Parties - 1)
            {
                return masked;
            }

            ulong[] part = lease.Words(blocks * WordsBefore(owner));
            for (int block = 0; block < blocks; block++)
            {
                masked.AsSpan(block * blockWords, WordsBefore(owner)).CopyTo(part.AsSpan(block * WordsBefore(owner)));
            }

            return part;
        }

        int WordsBefore(int party) => _shape.Offset(party) * blockRows;
    }

    private ulong[] MaskWeighted(int pass, int slab, ulong[] weighted, WordBuffers.Lease lease)
    {
        ulong[] masked = lease.Words(weighted.Length);
        weighted.CopyTo(masked, 0);
        int blockWords = _shape.BlockRows * _shape.Offset(_shape.Parties - 1);
        for (int at = 0; at < masked.Length; at += blockWords)
        {
            int block = (_shape.SlabStart(slab) / _shape.BlockRows) + (at / blockWords);
            _random.Subtract(new DealtLabel(DealtOperation.WeightedMask, pass, Block: block), masked.AsSpan(at, blockWords));
        }

        return masked;
    }

    /// <summary>The share of H / 2^l as a whole matrix, ridge included.</summary>
    private ulong[] AssembleHessian(ulong[] blocks, int count)
    {
        int dimension = _shape.Dimension;
        ulong[] sum = new ulong[_shape.HessianWords];
        for (int block = 0; block < count; block++)
        {
            RingVector.Add(blocks.AsSpan(block * sum.Length, sum.Length), sum);
        }

        ulong[] matrix = new ulong[dimension * dimension];
        for (int party = 0; party < _shape.Parties; party++)
        {
            int start = _shape.Offset(party);
            int columns = _shape.Columns[party];
            for (int row = 0; row < columns; row++)
            {
                sum.AsSpan(_shape.OwnBlock(party) + (row * columns), columns).CopyTo(matrix.AsSpan(((start + row) * dimension) + start));
                for (int column = 0; column < start; column++)
                {
                    ulong value = sum[_shape.CrossBlock(party) + (row * start) + column];
                    matrix[((start + row) * dimension) + column] = value;
                    matrix[(column * dimension) + start + row] = value;
                }
            }
        }

        AddRidge(matrix, FitShape.HessianBits - FitShape.ColumnBits - _shape.RowsExponent);
        return matrix;
    }

    /// <summary>Adds this party's own ridge, times a power of two, to its own block.</summary>
    private void AddRidge(ulong[] matrix, int exponent)
    {
        for (int i = 0; _ridge is not null && i < _ridge.Columns; i++)
        {
            for (int j = 0; j < _ridge.Rows; j++)
            {
                ref ulong cell = ref matrix[((_shape.Offset(_own) + j) * _shape.Dimension) + _shape.Offset(_own) + i];
                long value = unchecked((long)_ridge.Column(i).Span[j]);
                cell = unchecked(cell + (ulong)(exponent >= 0 ? value << exponent : value >> -exponent));
            }
        }
    }
}
