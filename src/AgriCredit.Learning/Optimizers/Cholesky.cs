namespace AgriCredit.Learning;

/// <summary>Cholesky factor L L' of a symmetric positive definite matrix: +, -, *, / and square roots in one fixed order, so the same bits on every processor.</summary>
/// <remarks>No library and no vector instructions: a reordered or fused sum would make two parties' models differ. C# never contracts a * b + c.</remarks>
internal sealed class Cholesky
{
    // What is left of a diagonal entry, 1 - R^2 of its column on those before it. Below this, normal equations in double have no correct digit worth having,
    // and secure sums with 24 fractional bits are noise.
    private const double VanishedPivot = 1e-9;
    private readonly int _dimension;
    private readonly double[] _factor;

    public Cholesky(int dimension)
    {
        _dimension = dimension;
        _factor = new double[dimension * dimension];
    }

    /// <summary>What the last <see cref="Factor"/> left of a diagonal entry, as a part of it, where it left least.</summary>
    public double SmallestPivot { get; private set; }

    /// <summary>Factors a matrix plus a ridge on the diagonal without its first entry (the intercept's).</summary>
    /// <param name="packed">Upper triangle, row after row.</param>
    /// <param name="ridge">0 or more.</param>
    /// <returns>-1, or the index of the first column that depends on those before it.</returns>
    public int Factor(ReadOnlySpan<double> packed, double ridge)
    {
        int position = 0;
        for (int row = 0; row < _dimension; row++)
        {
            for (int column = row; column < _dimension; column++)
            {
                _factor[(column * _dimension) + row] = packed[position++];
            }
        }

        SmallestPivot = double.PositiveInfinity;
        for (int row = 0; row < _dimension; row++)
        {
            Span<double> current = _factor.AsSpan(row * _dimension, row + 1);
            for (int column = 0; column < row; column++)
            {
                ReadOnlySpan<double> above = _factor.AsSpan(column * _dimension, column + 1);
                current[column] = (current[column] - Dot(current, above, column)) / above[column];
            }

            double diagonal = current[row] + (row == 0 ? 0 : ridge);
            double pivot = diagonal - Dot(current, current, row);

            SmallestPivot = Math.Min(SmallestPivot, pivot / diagonal);

            // Written so that NaN counts as vanished.
            if (!(pivot > VanishedPivot * diagonal))
            {
                return row;
            }

            current[row] = Math.Sqrt(pivot);
        }

        return -1;
    }

    /// <summary>Solves in place, after a successful <see cref="Factor"/>.</summary>
    public void Solve(Span<double> right)
    {
        for (int row = 0; row < _dimension; row++)
        {
            ReadOnlySpan<double> current = _factor.AsSpan(row * _dimension, row + 1);
            right[row] = (right[row] - Dot(current, right, row)) / current[row];
        }

        for (int row = _dimension - 1; row >= 0; row--)
        {
            double sum = right[row];
            for (int below = row + 1; below < _dimension; below++)
            {
                sum -= _factor[(below * _dimension) + row] * right[below];
            }

            right[row] = sum / _factor[(row * _dimension) + row];
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int length)
    {
        double sum = 0;
        for (int index = 0; index < length; index++)
        {
            sum += left[index] * right[index];
        }

        return sum;
    }
}
