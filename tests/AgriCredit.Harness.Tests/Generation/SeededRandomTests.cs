using AgriCredit.Harness.Generation;

namespace AgriCredit.Harness.Tests.Generation;

/// <summary>Statistical tests with fixed seeds: they hold or not, always alike. Bounds are five standard errors (false alarm for a new seed: 6e-7 each).</summary>
public sealed class SeededRandomTests
{
    private const int Draws = 200_000;

    [Fact]
    public void StreamsOfASeedDiffer_AndRepeat()
    {
        double[] first = Sequence(new SeededRandom(1, 0)), again = Sequence(new SeededRandom(1, 0)), stream = Sequence(new SeededRandom(1, 1)), seed = Sequence(new SeededRandom(2, 0));
        Assert.Equal(first, again);
        Assert.NotEqual(first, stream);
        Assert.NotEqual(first, seed);
        Assert.All(first, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void UniformHasMeanOneHalf() => AssertMoments(random => random.NextDouble(), 0.5, 1.0 / 12);

    [Fact]
    public void NormalHasMeanZeroAndVarianceOne() => AssertMoments(random => random.NextNormal(), 0, 1);

    [Fact]
    public void ExponentialHasMeanOneAndVarianceOne() => AssertMoments(random => random.NextExponential(), 1, 1);

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(7.5)]
    public void GammaHasItsShapeAsMeanAndVariance(double shape) => AssertMoments(random => random.NextGamma(shape), shape, shape);

    [Fact]
    public void NextCoversItsRangeEvenly()
    {
        var random = new SeededRandom(5, 0);
        int[] counts = new int[7];
        for (int draw = 0; draw < Draws; draw++)
        {
            counts[random.Next(7)]++;
        }

        double expected = Draws / 7.0;
        Assert.All(counts, count => Assert.Equal(expected, count, 5 * Math.Sqrt(expected)));
    }

    [Fact]
    public void ShuffleKeepsTheItems()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        new SeededRandom(1, 0).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }

    private static double[] Sequence(SeededRandom random) => [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble())];

    private static void AssertMoments(Func<SeededRandom, double> draw, double mean, double variance)
    {
        var random = new SeededRandom(11, 0);
        double[] values = [.. Enumerable.Range(0, Draws).Select(_ => draw(random))];
        double average = values.Average();
        double[] squares = [.. values.Select(value => (value - average) * (value - average))];
        double spread = Math.Sqrt(squares.Select(square => (square - variance) * (square - variance)).Average() / Draws);
        Assert.Equal(mean, average, 5 * Math.Sqrt(variance / Draws));
        Assert.Equal(variance, squares.Average(), 5 * spread);
    }
}
