using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CsCheck;

namespace AgriCredit.Learning.Tests;

public class StatisticsKernelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(8193)]
    public void EqualsNaiveAroundEveryBoundary(int rows)
    {
        foreach (int features in new[] { 0, 1, 3, 4, 5, 8, 9, 23 })
        {
            EqualsNaive(SyntheticRows.Logistic(rows, features, 17 * (rows + features)), SyntheticRows.Weights(features + 1, features));
        }
    }

    [Fact]
    public void EqualsNaiveForAnySize() =>
        Gen.Select(Gen.Int[0, 1200], Gen.Int[0, 14], Gen.Int[0, 1_000_000]).Sample(
            (rows, features, seed) => EqualsNaive(SyntheticRows.Logistic(rows, features, seed), SyntheticRows.Weights(features + 1, seed)),
            iter: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(30_000)]
    [InlineData(70_001)]
    public void AnyNumberOfThreadsGivesTheSameBits(int rows)
    {
        DesignMatrix matrix = SyntheticRows.AsIs(SyntheticRows.Logistic(rows, 11, rows));
        double[] weights = SyntheticRows.Weights(12, 3);
        byte[] one = Bits(matrix, weights, 1);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            Assert.Equal(one, Bits(matrix, weights, threads));
        }
    }

    /// <summary>The bits as they were on a processor with 512-bit vectors; run with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or on Arm they must be these too.</summary>
    [Fact]
    public void EveryProcessorGivesTheSameBits()
    {
        DesignMatrix matrix = SyntheticRows.AsIs(Exact(5000, 6));
        double[] weights = [-1.5, 0.75, -0.5, 0.25, 2, -0.125, 1];
        Assert.Equal(ExpectedBits, Convert.ToHexStringLower(SHA256.HashData(Bits(matrix, weights, 2))[..8]));
    }

    private const string ExpectedBits = "a6ab099ec758715c";

    [Fact]
    public void LowerOrdersGiveTheSameBitsAsHigherOnes()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(5000, 7, 5));
        double[] weights = SyntheticRows.Weights(8, 6);
        double[] gradient = new double[8];
        double[] gradientAgain = new double[8];
        double loss = StatisticsKernel.Evaluate(rows, weights, StatisticsOrder.Hessian, gradient, new double[36]);
        Assert.Equal(loss, StatisticsKernel.Evaluate(rows, weights, StatisticsOrder.Gradient, gradientAgain, []));
        Assert.Equal(loss, StatisticsKernel.Evaluate(rows, weights, StatisticsOrder.Loss, [], []));
        Assert.Equal(gradient, gradientAgain);
    }

    [Theory]
    [InlineData(800)]
    [InlineData(-800)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    public void ExtremeLogitsStayFinite(double logit)
    {
        DesignMatrix rows = SyntheticRows.AsIs([0, 1], [1.0, 1.0]);
        double[] gradient = new double[2];
        double[] hessian = new double[3];
        double loss = StatisticsKernel.Evaluate(rows, [0, logit], StatisticsOrder.Hessian, gradient, hessian);
        Assert.Equal(Math.Abs(logit), loss);
        Assert.Equal(logit > 0 ? -1 : 1, gradient[0]);
        Assert.All(hessian, entry => Assert.Equal(0, entry));
    }

    [Fact]
    public void SumsOfPartiesAddUpWhateverTheirRows() =>
        Gen.Select(Gen.Int[1, 700], Gen.Int[1, 5], Gen.Int[0, 1_000_000]).Sample(
            (rows, parties, seed) =>
            {
                Dataset all = SyntheticRows.Logistic(rows, 5, seed);
                double[] weights = SyntheticRows.Weights(6, seed);
                var random = new Random(seed);
                int[] order = [.. Enumerable.Range(0, rows)];
                random.Shuffle(order);

                // Party 0 has no rows, party 1 one class only, the others what is left.
                int[][] owned = [.. Enumerable.Range(0, parties + 2).Select(party => order.Where(row => Owner(all.Labels[row], row, parties) == party).ToArray())];
                var whole = new NaiveStatistics(all, weights);
                double[] sum = new double[1 + 6 + 21];
                foreach (int[] part in owned)
                {
                    double[] sums = Sums(SyntheticRows.AsIs(all.Select(part)), weights, 2);
                    sum = [.. sum.Zip(sums, (left, right) => left + right)];
                }

                Near.Equal([whole.Loss, .. whole.Gradient, .. whole.Hessian], sum, 1e-12 * (rows + 1));
            },
            iter: 30);

    [Fact]
    public void ConcatenatedMatricesShareRowsAndSums()
    {
        Dataset all = SyntheticRows.Logistic(9000, 6, 4);
        Dataset[] parts = [all.Select(Range(0, 10)), all.Select([]), all.Select(Range(10, 5001)), all.Select(Range(5001, 9000))];
        DesignMatrix joined = DesignMatrix.Concatenate([.. parts.Select(SyntheticRows.AsIs)]);
        double[] weights = SyntheticRows.Weights(7, 1);
        Assert.Equal(9000, joined.RowCount);
        Assert.Equal(all.Labels, joined.Labels);
        Assert.Equal(all.DefaultCount, joined.DefaultCount);
        Assert.Equal(SyntheticRows.AsIs(all).MaxAbsolute(3), joined.MaxAbsolute(3));
        double[] row = new double[6];
        foreach (int number in new[] { 0, 9, 10, 4105, 5000, 5001, 8999 })
        {
            joined.CopyRow(number, row);
            Assert.Equal([.. Enumerable.Range(0, 6).Select(feature => all.Column(feature)[number])], row);
        }

        Near.Equal(Sums(SyntheticRows.AsIs(all), weights, 1), Sums(joined, weights, 2), 1e-9);
        Assert.Equal(Bits(joined, weights, 1), Bits(joined, weights, 7));
    }

    [Fact]
    public void LengthsThatDoNotFitAreRefused()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(10, 2, 1));
        Assert.Throws<ArgumentException>("weights", () => StatisticsKernel.Evaluate(rows, new double[2], StatisticsOrder.Loss, [], []));
        Assert.Throws<ArgumentException>("gradient", () => StatisticsKernel.Evaluate(rows, new double[3], StatisticsOrder.Gradient, new double[2], []));
        Assert.Throws<ArgumentException>("hessian", () => StatisticsKernel.Evaluate(rows, new double[3], StatisticsOrder.Hessian, new double[3], new double[5]));
        Assert.Throws<ArgumentOutOfRangeException>("maxThreads", () => StatisticsKernel.Evaluate(rows, new double[3], StatisticsOrder.Loss, [], [], 0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e-17, 1e-17)]
    [InlineData(1e-9, 9.999999995000000003e-10)]
    [InlineData(0.001, 9.9950033308353316681e-4)]
    [InlineData(0.25, 0.22314355131420975577)]
    [InlineData(0.5, 0.40546510810816438198)]
    [InlineData(0.9, 0.64185388617239477599)]
    [InlineData(1, 0.69314718055994530942)]
    public void LogOnePlusIsAccurate(double e, double expected) =>
        Assert.Equal(expected, System.Runtime.Intrinsics.Vector512.ToScalar(LogisticLoss.LogOnePlus(System.Runtime.Intrinsics.Vector512.Create(e))), 4e-16 * expected);

    private static int Owner(byte label, int row, int parties) => label == 1 && row % 3 == 0 ? 1 : 2 + (row % parties);

    private static int[] Range(int from, int to) => [.. Enumerable.Range(from, to - from)];

    /// <summary>Values that are small binary fractions, so that no platform's library makes them differ.</summary>
    private static Dataset Exact(int rows, int features)
    {
        var random = new Random(11);
        double[][] columns = [.. Enumerable.Range(0, features).Select(_ => Enumerable.Range(0, rows).Select(_ => random.Next(-512, 512) / 256.0).ToArray())];
        return new Dataset(SyntheticRows.Names(features), columns, [.. Enumerable.Range(0, rows).Select(_ => (byte)random.Next(2))]);
    }

    private static void EqualsNaive(Dataset rows, double[] weights)
    {
        var expected = new NaiveStatistics(rows, weights);
        double[] actual = Sums(SyntheticRows.AsIs(rows), weights, 2);
        Near.Equal([expected.Loss, .. expected.Gradient, .. expected.Hessian], actual, 1e-13 * (rows.RowCount + 10));
    }

    private static double[] Sums(DesignMatrix rows, double[] weights, int threads)
    {
        double[] gradient = new double[weights.Length];
        double[] hessian = new double[StatisticsKernel.PackedLength(weights.Length)];
        double loss = StatisticsKernel.Evaluate(rows, weights, StatisticsOrder.Hessian, gradient, hessian, threads);
        return [loss, .. gradient, .. hessian];
    }

    private static byte[] Bits(DesignMatrix rows, double[] weights, int threads) => MemoryMarshal.AsBytes(Sums(rows, weights, threads).AsSpan()).ToArray();
}
