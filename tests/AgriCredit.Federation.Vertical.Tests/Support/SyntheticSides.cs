using AgriCredit.Learning;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Applicants made up from a seed: columns at several parties, defaults by a logistic model over all of them.</summary>
internal sealed record SyntheticSides(double[][][] Columns, byte[] Labels)
{
    /// <summary>Makes rows whose expected default rate is as wanted.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="widths">Columns of each party.</param>
    /// <param name="rate">The expected share of defaults.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="draw">A value of a column; standard normal by default.</param>
    /// <param name="slope">The size of the true coefficients.</param>
    public static SyntheticSides Create(int rows, int[] widths, double rate, int seed, Func<Random, double>? draw = null, double slope = 0.6)
    {
        var random = new Random(seed);
        draw ??= Normal;
        double[][][] columns = [.. widths.Select(width => Enumerable.Range(0, width).Select(_ => Enumerable.Range(0, rows).Select(_ => draw(random)).ToArray()).ToArray())];
        double[][] all = [.. columns.SelectMany(side => side)];
        double[] weights = [.. all.Select((_, i) => slope * (i % 2 == 0 ? 1 : -0.7) * (1 + (i % 3 / 4.0)))];
        return new SyntheticSides(columns, DrawLabels(all, weights, rate, random));
    }

    /// <summary>Draws labels by a logistic model of given slopes.</summary>
    public static byte[] DrawLabels(double[][] columns, double[] weights, double rate, Random random)
    {
        double[] logits = [.. Enumerable.Range(0, columns[0].Length).Select(row => columns.Select((column, i) => column[row] * weights[i]).Sum())];
        double low = -60;
        double high = 60;
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = logits.Average(logit => Probability(logit + middle)) < rate ? (middle, high) : (low, middle);
        }

        return [.. logits.Select(logit => (byte)(random.NextDouble() < Probability(logit + low) ? 1 : 0))];
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Student's t with few degrees of freedom.</summary>
    public static Func<Random, double> StudentT(int freedom) =>
        random => Normal(random) / Math.Sqrt(Enumerable.Range(0, freedom).Select(_ => Normal(random)).Sum(value => value * value) / freedom);

    /// <summary>The fit of all columns at one place.</summary>
    public LogisticFit PooledFit(double l2 = 0, Func<double[][], double[][]>? select = null)
    {
        double[][] all = [.. Columns.SelectMany(side => side)];
        all = select is null ? all : select(all);
        var rows = new Dataset([.. all.Select((_, i) => $"x{i}")], all, Labels);
        return LogisticRegression.Fit(DesignMatrix.Create(rows, Standardisation.Identity(all.Length)), new TrainingOptions { L2 = l2 });
    }

    /// <summary>The same applicants as parties' rows, by the same ids in the same order.</summary>
    public JointRows[] Rows() =>
    [
        .. Columns.Select((columns, party) => new JointRows(
            [.. Enumerable.Range(0, Labels.Length).Select(row => $"farmer-{row}")],
            [.. columns.Select((_, i) => $"p{party}x{i}")],
            columns,
            party == 0 ? Labels : null)),
    ];

    private static double Probability(double logit) => 1 / (1 + Math.Exp(-logit));
}
