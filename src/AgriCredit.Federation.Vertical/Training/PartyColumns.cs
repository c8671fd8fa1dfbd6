using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's columns as a joint fit takes them: whitened, and encoded in fixed point.</summary>
internal sealed class PartyColumns
{
    private readonly double[][] _columns;
    private readonly bool _hasIntercept;

    /// <summary>Whitens a party's columns.</summary>
    /// <param name="columns">Aligned training rows, without missing values; party 0's begin with a column of ones.</param>
    /// <param name="hasIntercept">Whether the first column is the intercept, which is not penalised.</param>
    /// <param name="l2">The ridge of the mean objective.</param>
    /// <param name="parties">Parties of the fit.</param>
    /// <param name="capacity">The rows that are dealt for; null for as many as there are.</param>
    public PartyColumns(double[][] columns, bool hasIntercept, double l2, int parties, int? capacity = null)
    {
        _columns = columns;
        _hasIntercept = hasIntercept;
        int rows = columns[0].Length;
        double[] ridge = new double[columns.Length];
        ridge.AsSpan(hasIntercept ? 1 : 0).Fill(l2 * rows);
        var shape = new FitShape(rows, new int[parties], FitShape.LargestBlock, 0, l2 > 0, passes: 1, capacity);
        Whitening = Whitening.Create(columns, ridge, shape.SumOfSquares, FitShape.ColumnBits);
    }

    /// <summary>The directions.</summary>
    public Whitening Whitening { get; }

    /// <summary>The largest sum of squares of a direction over any block.</summary>
    /// <param name="blockRows">Rows of a block.</param>
    public double LargestBlockSquares(int blockRows)
    {
        double largest = 0;
        for (int direction = 0; direction < Whitening.Rank; direction++)
        {
            ReadOnlySpan<double> values = Whitening.Direction(direction);
            for (int start = 0; start < values.Length; start += blockRows)
            {
                double sum = 0;
                foreach (double value in values.Slice(start, Math.Min(blockRows, values.Length - start)))
                {
                    sum += value * value;
                }

                largest = Math.Max(largest, sum);
            }
        }

        return largest;
    }

    /// <summary>Q in fixed point, padded with zeros.</summary>
    public RingColumns Encode(FitShape shape)
    {
        var encoded = new RingColumns(shape.PaddedRows, Whitening.Rank);
        Parallel.For(0, Whitening.Rank, direction =>
        {
            ReadOnlySpan<double> values = Whitening.Direction(direction);
            Span<ulong> words = encoded.Column(direction).Span;
            for (int row = 0; row < values.Length; row++)
            {
                words[row] = Encode(values[row], FitShape.ColumnBits);
            }
        });
        return encoded;
    }

    /// <summary>The ridge in the directions, in fixed point; null without one.</summary>
    public RingColumns? EncodeRidge(FitShape shape)
    {
        if (!shape.HasRidge)
        {
            return null;
        }

        var encoded = new RingColumns(Whitening.Rank, Whitening.Rank);
        for (int column = 0; column < Whitening.Rank; column++)
        {
            for (int row = 0; row < Whitening.Rank; row++)
            {
                encoded.Column(column).Span[row] = Encode(Whitening.Ridge[row, column], FitShape.ColumnBits);
            }
        }

        return encoded;
    }

    /// <summary>Party 0's share of the weights at the start: its own fit, its slopes shrunk so that no logit leaves +-32; zeros for the others' directions.</summary>
    /// <param name="shape">The fit.</param>
    /// <param name="weights">The party's own fit, intercept first.</param>
    public ulong[] EncodeStart(FitShape shape, ReadOnlySpan<double> weights)
    {
        const double LargestLogit = 32;
        double[] start = weights.ToArray();
        double largest = 0;
        for (int row = 0; row < shape.Rows; row++)
        {
            double slope = 0;
            for (int column = _hasIntercept ? 1 : 0; column < start.Length; column++)
            {
                slope += _columns[column][row] * start[column];
            }

            largest = Math.Max(largest, Math.Abs(slope));
        }

        start[0] = Math.Clamp(start[0], -LargestLogit / 2, LargestLogit / 2);
        double shrink = Math.Min(1, (LargestLogit - Math.Abs(start[0])) / Math.Max(largest, double.Epsilon));
        for (int column = 1; column < start.Length; column++)
        {
            start[column] *= shrink;
        }

        ulong[] encoded = new ulong[shape.Dimension];
        double[] directions = Whitening.ToDirections(start);
        for (int i = 0; i < directions.Length; i++)
        {
            encoded[i] = Encode(directions[i], FitShape.WeightBits);
        }

        return encoded;
    }

    private static ulong Encode(double value, int bits) => unchecked((ulong)(long)Math.Round(Math.ScaleB(value, bits)));
}
