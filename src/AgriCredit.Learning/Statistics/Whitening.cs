using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace AgriCredit.Learning;

/// <summary>A party's columns turned into directions of equal size, so that a fit over several parties' columns has a known spectrum whatever the columns' tails and correlations.</summary>
/// <remarks>
/// S (X'X + R) S = W diag(e) W', R the ridge, S the columns' sizes; T = S W diag(e / s)^(-1/2) and Q = X T, rounded to a fixed point: in every direction the sum of squares is at most s. Directions with e at most 1e-10 of the largest are dropped.
/// Weights of the columns come back by least squares on the rounded Q. Source: PROTOCOL 5.2.
/// </remarks>
public sealed class Whitening
{
    /// <summary>Directions with a smaller share of the largest eigenvalue carry no information.</summary>
    private const double DroppedBelow = 1e-10;

    private readonly double[][] _rows;
    private readonly double[][] _directions;
    private readonly Matrix<double> _toWeights;

    private Whitening(double[][] rows, double[][] directions, Matrix<double> ridge, Matrix<double> toWeights)
    {
        _rows = rows;
        _directions = directions;
        _toWeights = toWeights;
        Ridge = ridge.ToArray();
    }

    /// <summary>How many directions are kept.</summary>
    public int Rank => _directions.Length;

    /// <summary>How many directions are dropped, as the columns do not determine them.</summary>
    public int Dropped => _rows.Length - Rank;

    /// <summary>T'RT: the ridge in the directions; <see cref="Rank"/> by Rank.</summary>
    public double[,] Ridge { get; }

    /// <summary>Whitens columns.</summary>
    /// <param name="columns">The columns, of equal length, without missing values; standardised, or as they are to be weighed. An intercept is a column of ones.</param>
    /// <param name="ridge">What is added to the diagonal of X'X, one value per column, each at least 0.</param>
    /// <param name="sumOfSquares">s: what the squares of a direction sum to, less what the ridge takes.</param>
    /// <param name="fractionalBits">Q is rounded to multiples of 2^-fractionalBits.</param>
    public static Whitening Create(double[][] columns, ReadOnlySpan<double> ridge, double sumOfSquares, int fractionalBits)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Matrix<double> gram = Matrix<double>.Build.DenseOfArray(ColumnProducts.Transposed(columns, columns));
        Matrix<double> penalised = gram + Matrix<double>.Build.DenseOfDiagonalArray(ridge.ToArray());
        Matrix<double> size = Sizes(penalised);
        Evd<double> spectrum = (size * penalised * size).Evd(Symmetricity.Symmetric);
        double[] values = [.. spectrum.EigenValues.Select(value => value.Real)];
        double smallest = DroppedBelow * values.Max();
        int[] kept = [.. Enumerable.Range(0, values.Length).Where(i => values[i] > smallest)];
        Matrix<double> transform = size * Matrix<double>.Build.Dense(columns.Length, kept.Length, (row, i) => spectrum.EigenVectors[row, kept[i]] * Math.Sqrt(sumOfSquares / values[kept[i]]));
        double[][] directions = new double[kept.Length][];
        Parallel.For(0, kept.Length, i => directions[i] = Round(ColumnProducts.Multiply(columns, transform.Column(i).ToArray()), fractionalBits));
        Matrix<double> cross = Matrix<double>.Build.DenseOfArray(ColumnProducts.Transposed(columns, directions));
        Matrix<double> penalty = transform.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalArray(ridge.ToArray()) * transform);
        return new Whitening(columns, directions, penalty, PseudoInverse(gram) * cross);
    }

    /// <summary>One direction of Q, a value per row.</summary>
    /// <param name="direction">From 0.</param>
    public ReadOnlySpan<double> Direction(int direction) => _directions[direction];

    /// <summary>Weights of the columns from weights of the directions.</summary>
    /// <param name="weights">v, one value per direction.</param>
    /// <returns>The w for which X w is nearest to Q v.</returns>
    public double[] ToColumns(ReadOnlySpan<double> weights) => (_toWeights * Vector<double>.Build.DenseOfArray(weights.ToArray())).ToArray();

    /// <summary>Covariance of the columns' weights from that of the directions' weights.</summary>
    /// <param name="covariance">Rank by Rank.</param>
    public double[,] ToColumns(double[,] covariance)
    {
        Matrix<double> matrix = Matrix<double>.Build.DenseOfArray(covariance);
        return (_toWeights * matrix).TransposeAndMultiply(_toWeights).ToArray();
    }

    /// <summary>Weights of the directions from weights of the columns.</summary>
    /// <param name="weights">w, one value per column.</param>
    /// <returns>The v for which Q v is nearest to X w.</returns>
    public double[] ToDirections(ReadOnlySpan<double> weights)
    {
        Matrix<double> gram = Matrix<double>.Build.DenseOfArray(ColumnProducts.Transposed(_directions, _directions));
        double[] logits = ColumnProducts.Multiply(_rows, weights);
        double[,] moments = ColumnProducts.Transposed(_directions, [logits]);
        return gram.Solve(Vector<double>.Build.Dense(Rank, i => moments[i, 0])).ToArray();
    }

    private static Matrix<double> PseudoInverse(Matrix<double> gram)
    {
        Matrix<double> size = Sizes(gram);
        Evd<double> spectrum = (size * gram * size).Evd(Symmetricity.Symmetric);
        double smallest = DroppedBelow * spectrum.EigenValues.Max(value => value.Real);
        Matrix<double> scaled = Matrix<double>.Build.Dense(
            gram.RowCount, gram.ColumnCount, (row, i) => spectrum.EigenValues[i].Real > smallest ? spectrum.EigenVectors[row, i] / spectrum.EigenValues[i].Real : 0);
        return size * scaled.TransposeAndMultiply(spectrum.EigenVectors) * size;
    }

    /// <summary>One over the root of each column's squares: without it an amount in cents beside an indicator would make the indicator look like rounding.</summary>
    private static Matrix<double> Sizes(Matrix<double> gram) =>
        Matrix<double>.Build.DenseOfDiagonalVector(gram.Diagonal().Map(square => square > 0 ? 1 / Math.Sqrt(square) : 1));

    private static double[] Round(double[] values, int fractionalBits)
    {
        double scale = Math.ScaleB(1, fractionalBits);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Round(values[i] * scale) / scale;
        }

        return values;
    }
}
