using AgriCredit.Learning;

namespace AgriCredit.Federation.Tests;

/// <summary>Made-up rows with noisy labels, so that a fit exists; the same for the same seed.</summary>
internal static class SyntheticRows
{
    public static Dataset Make(int rows, int features, int seed, double missing = 0)
    {
        var random = new Random(seed);
        double[][] columns = [.. Enumerable.Range(0, features).Select(_ => new double[rows])];
        byte[] labels = new byte[rows];
        for (int row = 0; row < rows; row++)
        {
            double z = -0.5;
            for (int feature = 0; feature < features; feature++)
            {
                double value = random.NextDouble() + random.NextDouble() - 1;
                z += value * (feature % 2 == 0 ? 1 : -0.5) / Math.Sqrt(features);
                columns[feature][row] = random.NextDouble() < missing ? double.NaN : (value * (feature + 1)) + feature;
            }

            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-z)) ? (byte)1 : (byte)0;
        }

        return new Dataset([.. Enumerable.Range(0, features).Select(feature => $"x{feature}")], columns, labels);
    }

    /// <summary>Deals rows to parties at random, at least one each; the first party takes defaults only, if so asked.</summary>
    public static Dataset[] Split(Dataset all, int parties, int seed, bool firstHasOneClass = false)
    {
        var random = new Random(seed);
        List<int>[] owned = [.. Enumerable.Range(0, parties).Select(_ => new List<int>())];
        for (int row = 0; row < all.RowCount; row++)
        {
            int owner = random.Next(parties);
            owned[firstHasOneClass && owner == 0 && all.Labels[row] == 0 ? 1 : owner].Add(row);
        }

        return [.. owned.Select(rows => all.Select(rows.ToArray()))];
    }

    public static Dataset[] Three(int seed = 1) => Split(Make(240, 3, seed), 3, seed);
}
