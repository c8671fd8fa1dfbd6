namespace AgriCredit.Adversary.Tests;

/// <summary>Pearson's statistic against the uniform distribution, and when it is too large.</summary>
internal static class ChiSquare
{
    /// <summary>x in the bound of Laurent and Massart 2000, lemma 1: P(X &gt; k + 2 sqrt(k x) + 2 x) is at most e^-x. One statistic gives a false alarm with probability below 1.3e-14.</summary>
    private const double X = 32;

    public static double Of(IReadOnlyCollection<long> counts)
    {
        double expected = (double)counts.Sum() / counts.Count;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    public static bool IsUniform(IReadOnlyCollection<long> counts)
    {
        int degrees = counts.Count - 1;
        return Of(counts) < degrees + (2 * Math.Sqrt(degrees * X)) + (2 * X);
    }

    /// <summary>Whether every byte of the words is uniform.</summary>
    public static bool AreUniform(ReadOnlySpan<ulong> words)
    {
        for (int position = 0; position < 8; position++)
        {
            long[] counts = new long[256];
            foreach (ulong word in words)
            {
                counts[(word >> (8 * position)) & 0xFF]++;
            }

            if (!IsUniform(counts))
            {
                return false;
            }
        }

        return true;
    }
}
