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
        _random.Subtract(new DealtLabel(DealtOperation.ResidualMask, pass, Block: slab), opened.AsSpan(0, rows));
        if (curvatures.Length > 0)
        {
            _random.Subtract(new DealtLabel(DealtOperation.CurvatureMask, pass, Block: slab), opened.AsSpan(rows));
        }

        // Where party 0 alone has anything to open, it is not sent anything.
        ulong[] others = lease.Zeros(opened.Length);
        var label = new StepLabel(JointStep.Residuals, pass, Block: slab);
        await (FitShape.SharesLogits(pass)
            ? _openings.SumAsync(label, _ => opened, others, lease.Words(opened.Length), _cancellation)
            : _openings.SumAsync(label, _ => IsFirst ? opened : [], IsFirst ? [] : others, IsFirst ? [] : lease.Words(opened.Length), _cancellation, only: 0));
        Span<ulong> own = gradient.AsSpan(_shape.Offset(_own), _shape.Columns[_own]);
        _columns.TransposeMultiplyAdd(start, residuals, own);
        _mask.TransposeMultiplyAdd(start, others.AsSpan(0, rows), own);
        foreach (int peer in Peers)
        {
            _masked[peer]!.TransposeMultiplyAdd(start, residuals, gradient.AsSpan(_shape.Offset(peer), _shape.Columns[peer]));
        }

        if (curvatures.Length > 0)
        {
            ulong[] weighted = await WeighColumnsAsync(pass, slab, curvatures, others.AsMemory(rows), lease);
            await AddHessianAsync(pass, slab, weighted, hessian, lease);
        }
    }

    /// <summary>Shares of V = D o Q of all parties' columns: block after block, in each block column after column.</summary>
    private async Task<ulong[]> WeighColumnsAsync(int pass, int slab, ulong[] curvatures, ReadOnlyMemory<ulong> others, WordBuffers.Lease lease)
    {
        int blockRows = _shape.BlockRows;
        int blockWords = blockRows * _shape.Dimension;
        int knownWords = blockRows * _shape.KnownDirections(pass);
        ulong[] weighted = lease.Words(curvatures.Length * _shape.Dimension);
        for (int first = 0; first < curvatures.Length; first += blockRows)
        {
            int row = _shape.SlabStart(slab) + first;
            Memory<ulong> block = weighted.AsMemory(first / blockRows * blockWords, blockWords);
            block.Span[..knownWords].Clear();
            await _random.ShareAsync(new DealtLabel(DealtOperation.WeightedProduct, pass, Block: row / blockRows), block[knownWords..], _cancellation);
            ReadOnlySpan<ulong> curvature = curvatures.AsSpan(first, blockRows);
            Span<ulong> own = Part(block.Span, _own);
            _columns.ScaleAdd(row, curvature, own);
            _mask.ScaleAdd(row, others.Span.Slice(first, blockRows), own);
            foreach (int peer in Peers)
            {
                _masked[peer]!.ScaleAdd(row, curvature, Part(block.Span, peer));
            }
        }

        return weighted;

        Span<ulong> Part(Span<ulong> block, int party) => block.Slice(_shape.Offset(party) * blockRows, _shape.Columns[party] * blockRows);
    }

    /// <summary>Adds shares of Q_j'V_i for i up to j, block by block.</summary>
    private async Task AddHessianAsync(int pass, int slab, ulong[] weighted, ulong[] hessian, WordBuffers.Lease lease)
    {
        int blockRows = _shape.BlockRows;
        int blocks = _shape.SlabLength(slab) / blockRows;
        int blockWords = blockRows * _shape.Dimension;
        ulong[] masked = MaskWeighted(pass, slab, weighted, lease);
        ulong[] opened = lease.Zeros(blocks * PrefixWords(_own));
        ulong[] sum = IsOpened(_own) ? opened : [];
        await _openings.SumAsync(new StepLabel(JointStep.WeightedColumns, pass, Block: slab), peer => IsOpened(peer) ? Outgoing(peer) : [], sum, lease.Words(sum.Length), _cancellation);
        for (int block = 0; block < blocks; block++)
        {
            int global = (_shape.SlabStart(slab) / blockRows) + block;
            Memory<ulong> share = hessian.AsMemory(global * _shape.HessianWords, _shape.HessianWords);
            await _random.ShareAsync(new DealtLabel(DealtOperation.HessianProduct, pass, Block: global), share, _cancellation);
            int row = global * blockRows;
            int at = 0;
            for (int party = 0; party < _shape.Parties; party++)
            {
                Span<ulong> part = share.Span.Slice(at, _shape.Columns[party] * _shape.Through(party));
                ReadOnlySpan<ulong> shares = weighted.AsSpan(block * blockWords, PrefixWords(party));
                if (party == _own)
                {
                    _columns.TransposeMultiplyAdd(row, blockRows, shares, part);
                    _mask.TransposeMultiplyAdd(row, blockRows, opened.AsSpan(block * PrefixWords(party), PrefixWords(party)), part);
                }
                else
                {
                    _masked[party]!.TransposeMultiplyAdd(row, blockRows, shares, part);
                }

                at += part.Length;
            }
        }

        // A party that has weighed all it needs by itself is sent nothing.
        bool IsOpened(int owner) => _shape.KnownDirections(pass) < _shape.Through(owner);

        ulong[] Outgoing(int owner)
        {
            if (owner == _shape.Parties - 1)
            {
                return masked;
            }

            ulong[] part = lease.Words(blocks * PrefixWords(owner));
            for (int block = 0; block < blocks; block++)
            {
                masked.AsSpan(block * blockWords, PrefixWords(owner)).CopyTo(part.AsSpan(block * PrefixWords(owner)));
            }

            return part;
        }

        int PrefixWords(int party) => _shape.Through(party) * blockRows;
    }

    private ulong[] MaskWeighted(int pass, int slab, ulong[] weighted, WordBuffers.Lease lease)
    {
        ulong[] masked = lease.Words(weighted.Length);
        weighted.CopyTo(masked, 0);
        int blockWords = _shape.BlockRows * _shape.Dimension;
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
        int at = 0;
        for (int party = 0; party < _shape.Parties; party++)
        {
            int start = _shape.Offset(party);
            for (int row = start; row < start + _shape.Columns[party]; row++)
            {
                for (int column = 0; column < _shape.Through(party); column++)
                {
                    ulong value = sum[at++];
                    matrix[(row * dimension) + column] = value;
                    if (column < start)
                    {
                        matrix[(column * dimension) + row] = value;
                    }
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
