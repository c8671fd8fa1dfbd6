namespace AgriCredit.Learning.Tests;

/// <summary>Seeded rows with known properties.</summary>
internal static class SyntheticRows
{
    /// <summary>Correlated features and labels drawn from a logistic model.</summary>
    public static Dataset Logistic(int rows, int features, int seed, double intercept = -1)
    {
        var random = new Random(seed);
        double[][] columns = [.. Enumerable.Range(0, features).Select(_ => new double[rows])];
        byte[] labels = new byte[rows];
        for (int row = 0; row < rows; row++)
        {
            double common = random.NextDouble() - 0.5;
            double logit = intercept;
            for (int feature = 0; feature < features; feature++)
            {
                columns[feature][row] = (2 * random.NextDouble()) - 1 + common;
                logit += columns[feature][row] * (feature % 2 == 0 ? 0.7 : -0.4);
            }

            labels[row] = (byte)(random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0);
        }

        return new Dataset(Names(features), columns, labels);
    }

    public static string[] Names(int features) => [.. Enumerable.Range(0, features).Select(index => $"x{index}")];

    public static double[] Weights(int dimension, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, dimension).Select(_ => random.NextDouble() - 0.5)];
    }

    public static DesignMatrix AsIs(Dataset rows) => DesignMatrix.Create(rows, Standardisation.Identity(rows.FeatureCount));

    public static DesignMatrix AsIs(byte[] labels, params double[][] columns) => AsIs(new Dataset(Names(columns.Length), columns, labels));
}
