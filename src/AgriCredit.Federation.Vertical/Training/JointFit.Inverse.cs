using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

// 5.5 steps 7 to 10: the inverse, the scalars that are opened, and the release.
internal sealed partial class JointFit
{
    /// <summary>P = (2H/2^l)^-1 as the product of (I + N^(2^k)) with N = I - 2H/2^l; nothing is opened.</summary>
    private async Task<ulong[]> InvertAsync(int pass, ulong[] hessian)
    {
        int dimension = _shape.Dimension;
        ulong[] power = new ulong[hessian.Length];
        for (int cell = 0; cell < power.Length; cell++)
        {
            power[cell] = unchecked(0 - (2 * hessian[cell]));
        }

        AddIdentity(power, FitShape.HessianBits);
        ulong[] inverse = new ulong[hessian.Length];
        AddIdentity(inverse, FitShape.InverseBits);
        for (int step = 1; step <= FitShape.InverseSteps; step++)
        {
            (ulong[] next, ulong[] square) = await MultiplyBothAsync(pass, FitItems.Inverse(step), inverse, power);
            await TruncateAsync(pass, FitItems.Inverse(step), new Truncation(next, FitShape.HessianBits), new Truncation(square, FitShape.HessianBits));
            RingVector.Add(next, inverse);
            power = square;
        }

        return inverse;

        void AddIdentity(ulong[] matrix, int bits)
        {
            for (int i = 0; IsFirst && i < dimension; i++)
            {
                ref ulong cell = ref matrix[(i * dimension) + i];
                cell = unchecked(cell + (1UL << bits));
            }
        }
    }

    /// <summary>Left times right and right times right, with one opening.</summary>
    private async Task<(ulong[] Product, ulong[] Square)> MultiplyBothAsync(int pass, int item, ulong[] left, ulong[] right)
    {
        (ulong[] leftMask, ulong[] rightMask, ulong[] opened) = await OpenFactorsAsync(pass, item, left, right);
        ulong[] product = await FinishAsync(0, opened.AsMemory(0, left.Length), leftMask);
        ulong[] square = await FinishAsync(1, opened.AsMemory(left.Length), rightMask);
        return (product, square);

        async Task<ulong[]> FinishAsync(int which, ReadOnlyMemory<ulong> factor, ulong[] mask)
        {
            ulong[] share = await _random.ShareAsync(new DealtLabel(DealtOperation.FactorProduct, pass, item, which), right.Length, _cancellation);
            FactorProduct.Finish(factor.Span, opened.AsSpan(left.Length), mask, rightMask, share, _shape.Dimension, IsFirst);
            return share;
        }
    }

    /// <summary>Left, a square matrix or a row, times right, a matrix or a column.</summary>
    private async Task<ulong[]> MultiplyAsync(int pass, int item, ulong[] left, ulong[] right)
    {
        (ulong[] leftMask, ulong[] rightMask, ulong[] opened) = await OpenFactorsAsync(pass, item, left, right);
        int dimension = _shape.Dimension;
        ulong[] share = await _random.ShareAsync(new DealtLabel(DealtOperation.FactorProduct, pass, item), left.Length / dimension * (right.Length / dimension), _cancellation);
        FactorProduct.Finish(opened.AsSpan(0, left.Length), opened.AsSpan(left.Length), leftMask, rightMask, share, dimension, IsFirst);
        return share;
    }

    private async Task<(ulong[] LeftMask, ulong[] RightMask, ulong[] Opened)> OpenFactorsAsync(int pass, int item, ulong[] left, ulong[] right)
    {
        ulong[] leftMask = _random.Draw(new DealtLabel(DealtOperation.FactorMask, pass, item, 0), left.Length);
        ulong[] rightMask = _random.Draw(new DealtLabel(DealtOperation.FactorMask, pass, item, 1), right.Length);
        ulong[] opened = [.. left, .. right];
        RingVector.Subtract(leftMask, opened.AsSpan(0, left.Length));
        RingVector.Subtract(rightMask, opened.AsSpan(left.Length));
        await _openings.OpenAsync(new StepLabel(JointStep.Factors, pass, item), opened, new ulong[opened.Length], _cancellation);
        return (leftMask, rightMask, opened);
    }

    /// <summary>Steps 9 and 10: opens the monitor and the size of the last step; if both allow it, opens to each party its own weights and their covariance.</summary>
    private async Task<JointFitResult> FinishAsync(ulong[] step)
    {
        int pass = _shape.Passes;
        ulong[] decrement = await MultiplyAsync(pass, FitItems.Norm, step, _gradient);
        ulong[] scalars = [_monitor, decrement[0]];
        await _openings.OpenAsync(new StepLabel(JointStep.Scalars, pass), scalars, new ulong[scalars.Length], _cancellation);
        double monitor = Decode(scalars[0], RangeMonitor.FractionalBits);
        
        // The Newton decrement: step times gradient is the squared length of the step in standard errors, whatever direction it has.
        double lastStep = Math.Sqrt(Math.Abs(Decode(scalars[1], FitShape.WeightBits + FitShape.GradientBits - _shape.RowsExponent)));
        if (!(Math.Abs(monitor) <= RangeMonitor.Limit))
        {
            throw new FitStoppedException(isOutOfRange: true, monitor);
        }

        if (!(lastStep <= LargestLastStep))
        {
            throw new FitStoppedException(isOutOfRange: false, lastStep);
        }

        bool isSettled = lastStep <= SettledStep;
        ulong[] covariance = _shape.HasRidge ? await SandwichAsync(pass) : _inverse;
        int own = _shape.Columns[_own];
        ulong[] released = OwnPart(_own);
        await _openings.SumAsync(new StepLabel(JointStep.Release, pass), OwnPart, released, new ulong[released.Length], _cancellation);
        double[,] matrix = new double[own, own];
        for (int i = 0; i < own; i++)
        {
            for (int j = 0; j < own; j++)
            {
                ulong twice = unchecked(released[own + (i * own) + j] + released[own + (j * own) + i]);
                matrix[i, j] = Decode(twice, FitShape.InverseBits + _shape.RowsExponent);
            }
        }

        return new JointFitResult([.. released.Take(own).Select(word => Decode(word, FitShape.WeightBits + 1))], matrix, monitor, lastStep, _openings.Rounds);

        ulong[] OwnPart(int party)
        {
            int start = _shape.Offset(party);
            int count = _shape.Columns[party];
            ulong[] part = new ulong[count + (count * count)];

            // Twice the weights; of two passes when they differ by rounding alone, which is independent and so partly cancels.
            _weights.AsSpan(start, count).CopyTo(part);
            RingVector.Add((isSettled ? _earlier : _weights).AsSpan(start, count), part.AsSpan(0, count));
            for (int row = 0; row < count; row++)
            {
                covariance.AsSpan(((start + row) * _shape.Dimension) + start, count).CopyTo(part.AsSpan(count + (row * count)));
            }

            return part;
        }
    }

    private static double Decode(ulong word, int bits) => Math.ScaleB(unchecked((long)word), -bits);

    /// <summary>With a ridge the covariance is M - M Lambda M; in units of P = (2H/2^l)^-1: P - 2 P (Lambda/2^l) P.</summary>
    private async Task<ulong[]> SandwichAsync(int pass)
    {
        ulong[] ridge = new ulong[_inverse.Length];
        AddRidge(ridge, FitShape.HessianBits - FitShape.ColumnBits - _shape.RowsExponent);
        ulong[] weighted = await MultiplyAsync(pass, FitItems.Penalty, _inverse, ridge);
        await TruncateAsync(pass, FitItems.Penalty, new Truncation(weighted, FitShape.HessianBits));
        ulong[] twice = await MultiplyAsync(pass, FitItems.PenaltyTwice, weighted, _inverse);
        await TruncateAsync(pass, FitItems.PenaltyTwice, new Truncation(twice, FitShape.InverseBits - 1));
        ulong[] covariance = (ulong[])_inverse.Clone();
        RingVector.Subtract(twice, covariance);
        return covariance;
    }
}
