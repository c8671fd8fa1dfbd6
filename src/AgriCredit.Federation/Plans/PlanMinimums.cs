using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>The minimums below which a party refuses a plan, checked by each party on its own rows, and by <c>preflight</c> on all of a simulation.</summary>
public static class PlanMinimums
{
    /// <summary>Fewest ones and zeros of a 0/1 column at a party: one such row alone would stand verbatim in the Hessian.</summary>
    public const int RareCategoryMinimum = 20;

    /// <summary>Fewest parties without the waiver: with two, the sum less one's own is the other's.</summary>
    public const int PartyMinimum = 3;

    /// <summary>Fewest rows at a party: 5 * T * (d + 3), so that the released scalars, T * d(d+3)/2, are at most a tenth of its n(d+1) values.</summary>
    /// <param name="rounds">T: the planned rounds.</param>
    /// <param name="features">d: the features.</param>
    public static long RowMinimum(int rounds, int features) => 5L * rounds * (features + 3);

    /// <summary>The minimums that a party's own rows break.</summary>
    /// <param name="party">The party.</param>
    /// <param name="rows">Its training rows.</param>
    /// <param name="rounds">The planned rounds.</param>
    /// <returns>One entry a broken rule and column; empty when all hold.</returns>
    public static IReadOnlyList<BrokenMinimum> Check(PartyId party, Dataset rows, int rounds)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var broken = new List<BrokenMinimum>();
        long minimum = RowMinimum(rounds, rows.FeatureCount);
        if (rows.RowCount < minimum)
        {
            broken.Add(new BrokenMinimum(Waivers.RowMinimum, party, null, rows.RowCount, minimum));
        }

        for (int feature = 0; feature < rows.FeatureCount; feature++)
        {
            if (RarerCount(rows.Column(feature)) is { } rarer && rarer < RareCategoryMinimum)
            {
                broken.Add(new BrokenMinimum(Waivers.RareCategory, party, rows.FeatureNames[feature], rarer, RareCategoryMinimum));
            }
        }

        return broken;
    }

    /// <summary>The minimums that the number of parties breaks.</summary>
    /// <param name="parties">n.</param>
    public static IReadOnlyList<BrokenMinimum> CheckParties(int parties) =>
        parties < PartyMinimum ? [new BrokenMinimum(Waivers.AggregateDisclosure, null, null, parties, PartyMinimum)] : [];

    /// <summary>How often the rarer of 0 and 1 occurs in a column that holds nothing else; null for other columns. Missing values do not count.</summary>
    private static int? RarerCount(ReadOnlySpan<double> column)
    {
        int ones = 0;
        int zeros = 0;
        foreach (double value in column)
        {
            if (value == 0)
            {
                zeros++;
            }
            else if (value == 1)
            {
                ones++;
            }
            else if (!double.IsNaN(value))
            {
                return null;
            }
        }

        return Math.Min(ones, zeros);
    }
}
