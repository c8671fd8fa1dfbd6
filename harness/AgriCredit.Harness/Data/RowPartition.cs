using AgriCredit.Harness.Generation;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Assigns training rows to parties by number.</summary>
internal static class RowPartition
{
    private const int DirichletStream = -2;

    /// <summary>The party of each training row.</summary>
    /// <param name="partition">With a number of parties.</param>
    /// <param name="labels">The training rows' labels, in order.</param>
    /// <param name="seed">The scenario's seed.</param>
    public static int[] Assign(HorizontalPartition partition, ReadOnlySpan<byte> labels, int seed)
    {
        int parties = partition.Parties ?? throw new ArgumentException("The partition has no number of parties.", nameof(partition));
        int[] party = new int[labels.Length];
        switch (partition.Assign)
        {
            case RowAssignment.Contiguous:
                for (int row = 0; row < party.Length; row++)
                {
                    party[row] = (int)((long)row * parties / party.Length);
                }

                break;
            case RowAssignment.Dirichlet:
                var random = new SeededRandom(seed, DirichletStream);
                AssignClass(party, labels, 0, parties, partition.Alpha ?? HorizontalPartition.DefaultAlpha, random);
                AssignClass(party, labels, 1, parties, partition.Alpha ?? HorizontalPartition.DefaultAlpha, random);
                break;
            default:
                for (int row = 0; row < party.Length; row++)
                {
                    party[row] = row % parties;
                }

                break;
        }

        return party;
    }

    /// <summary>
    /// Shares the rows of one label out in proportions drawn from a symmetric Dirichlet distribution, which rows by chance: so both sizes and default rates differ,
    /// the more the smaller alpha.
    /// </summary>
    /// <remarks>Source: T.-M. H. Hsu, H. Qi, M. Brown, arXiv:1909.06335, section 3, with the two labels as classes.</remarks>
    private static void AssignClass(int[] party, ReadOnlySpan<byte> labels, byte label, int parties, double alpha, SeededRandom random)
    {
        var rows = new List<int>();
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] == label)
            {
                rows.Add(row);
            }
        }

        int[] order = [.. rows];
        random.Shuffle<int>(order);
        double[] shares = new double[parties];
        double total = 0;
        for (int index = 0; index < parties; index++)
        {
            shares[index] = random.NextGamma(alpha);
            total += shares[index];
        }

        double cumulated = 0;
        int position = 0;
        for (int index = 0; index < parties; index++)
        {
            cumulated += shares[index];
            int end = index == parties - 1 ? order.Length : int.Min(order.Length, (int)Math.Round(cumulated / total * order.Length));
            for (; position < end; position++)
            {
                party[order[position]] = index;
            }
        }
    }
}
