using AgriCredit.Learning;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A joint fit of columns in one process, without alignment and set-up.</summary>
internal static class JointRun
{
    /// <summary>Runs all parties and the dealer.</summary>
    /// <param name="columns">Each party's columns, without the intercept.</param>
    /// <param name="labels">Party 0's labels.</param>
    /// <param name="l2">The ridge of the mean objective.</param>
    /// <param name="passes">Passes over the rows.</param>
    /// <param name="links">How messages pass.</param>
    /// <param name="seed">Of the parties' seeds, when a run is to be repeated.</param>
    /// <param name="blockRows">Rows of a block.</param>
    /// <returns>Weights with the intercept first, then all columns in the parties' order; their standard errors; the results of the parties.</returns>
    public static async Task<(double[] Weights, double[] StandardErrors, JointFitResult[] Results, FitShape Shape)> FitAsync(
        double[][][] columns, byte[] labels, double l2 = 0, int passes = 6, MemoryLinks? links = null, int? seed = null, int blockRows = FitShape.LargestBlock)
    {
        links ??= new MemoryLinks();
        int parties = columns.Length;
        double[] ones = new double[labels.Length];
        Array.Fill(ones, 1);
        PartyColumns[] prepared = [.. columns.Select((own, party) => new PartyColumns(party == 0 ? [ones, .. own] : own, party == 0, l2, parties))];
        var shape = new FitShape(labels.Length, [.. prepared.Select(party => party.Whitening.Rank)], blockRows, 0, l2 > 0, passes);
        var rows = new Dataset([.. columns[0].Select((_, i) => $"x{i}")], columns[0], labels);
        LogisticFit alone = LogisticRegression.Fit(DesignMatrix.Create(rows, Standardisation.Identity(rows.FeatureCount)), new TrainingOptions { L2 = l2 });
        if (alone.Failure is not null)
        {
            alone = LogisticRegression.Fit(DesignMatrix.Create(rows, Standardisation.Identity(rows.FeatureCount)), new TrainingOptions { L2 = 1e-3 });
        }

        byte[][] seeds = [.. Enumerable.Range(0, parties).Select(party => Seed(seed, party))];
        JointFitResult[] results = await MemoryFit.RunAsync(shape, prepared, labels, alone.Weights.ToArray(), seeds, links, CancellationToken.None);
        double[] weights = [.. results.SelectMany((result, party) => prepared[party].Whitening.ToColumns(result.Weights))];
        double[] errors = [.. results.SelectMany((result, party) =>
        {
            double[,] covariance = prepared[party].Whitening.ToColumns(result.Covariance);
            return Enumerable.Range(0, covariance.GetLength(0)).Select(i => Math.Sqrt(covariance[i, i]));
        })];
        return (weights, errors, results, shape);

        static byte[] Seed(int? seed, int party) => seed is { } number
            ? System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{number}/{party}"))
            : System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
    }
}
