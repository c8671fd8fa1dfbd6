using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace AgriCredit.Learning.Tests;

public class CholeskyTests
{
    [Fact]
    public void SolvesWhatMathNetSolves() =>
        Gen.Select(Gen.Int[1, 30], Gen.Double[0, 5], Gen.Int[0, 1_000_000]).Sample(
            (dimension, ridge, seed) =>
            {
                var random = new Random(seed);
                Matrix<double> root = Matrix<double>.Build.Dense(dimension, dimension + 5, (_, _) => random.NextDouble() - 0.5);
                Matrix<double> matrix = root * root.Transpose();
                double[] right = SyntheticRows.Weights(dimension, seed);
                double[] packed = [.. Enumerable.Range(0, dimension).SelectMany(row => Enumerable.Range(row, dimension - row).Select(column => matrix[row, column]))];
                var cholesky = new Cholesky(dimension);
                Assert.Equal(-1, cholesky.Factor(packed, ridge));
                double[] solution = [.. right];
                cholesky.Solve(solution);
                for (int index = 1; index < dimension; index++)
                {
                    matrix[index, index] += ridge;
                }

                Near.Equal(right, (matrix * Vector<double>.Build.DenseOfArray(solution)).ToArray(), 1e-9);
            },
            iter: 100);

    [Fact]
    public void NamesTheFirstDependentColumn()
    {
        var cholesky = new Cholesky(3);
        Assert.Equal(2, cholesky.Factor([2, 1, 3, 2, 3, 6], 0));
        Assert.Equal(1, cholesky.Factor([1, 1, 0, 1, 0, 1], 0));
        Assert.Equal(0, cholesky.Factor([0, 0, 0, 1, 0, 1], 0));
        Assert.Equal(1, cholesky.Factor([1, 0, 0, double.NaN, 0, 1], 0));
        Assert.Equal(-1, cholesky.Factor([2, 1, 3, 2, 3, 6], 1));
    }
}
