using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using CsCheck;

namespace AgriCredit.Harness.Tests.Data;

public sealed class RowPartitionTests
{
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 10_000).Select(row => row % 10 == 0 ? (byte)1 : (byte)0)];

    [Fact]
    public void RoundRobin_DealsRowsInTurn() =>
        Assert.Equal([0, 1, 2, 0, 1, 2, 0], RowPartition.Assign(new HorizontalPartition { Parties = 3, Assign = RowAssignment.RoundRobin }, new byte[7], seed: 1));

    [Fact]
    public void Contiguous_GivesRunsOfNearlyEqualLength() =>
        Assert.Equal([0, 0, 0, 1, 1, 2, 2], RowPartition.Assign(new HorizontalPartition { Parties = 3, Assign = RowAssignment.Contiguous }, new byte[7], seed: 1));

    [Fact]
    public void Contiguous_CutsInOrderAndEvenly() => Gen.Select(Gen.Int[1, 500], Gen.Int[1, 40]).Sample((rows, parties) =>
    {
        int[] assigned = RowPartition.Assign(new HorizontalPartition { Parties = parties, Assign = RowAssignment.Contiguous }, new byte[rows], seed: 1);
        int[] sizes = [.. Enumerable.Range(0, parties).Select(party => assigned.Count(value => value == party))];
        Assert.Equal(assigned.Order(), assigned);
        Assert.True(sizes.Max() - sizes.Min() <= 1);
    });

    [Fact]
    public void Dirichlet_IsFixedBySeed()
    {
        Assert.Equal(Dirichlet(1, seed: 7), Dirichlet(1, seed: 7));
        Assert.NotEqual(Dirichlet(1, seed: 7), Dirichlet(1, seed: 8));
    }

    [Fact]
    public void Dirichlet_SmallAlphaMakesDefaultRatesDiffer_LargeAlphaMakesThemAlike()
    {
        Assert.True(Spread(Dirichlet(0.5, seed: 7)) > 0.05);
        Assert.True(Spread(Dirichlet(1e6, seed: 7)) < 0.01);
    }

    /// <summary>Largest less smallest default rate of ten parties; 0.1 is the rate of all.</summary>
    private static double Spread(int[] assigned)
    {
        double[] rates = [.. Enumerable.Range(0, 10).Select(party =>
            Enumerable.Range(0, Labels.Length).Where(row => assigned[row] == party).Average(row => (double)Labels[row]))];
        return rates.Max() - rates.Min();
    }

    private static int[] Dirichlet(double alpha, int seed) =>
        RowPartition.Assign(new HorizontalPartition { Parties = 10, Assign = RowAssignment.Dirichlet, Alpha = alpha }, Labels, seed);
}
