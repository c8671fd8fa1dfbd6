using AgriCredit.Learning;
using Xunit.Abstractions;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>The fit on shares against the fit of all columns at one place.</summary>
public class PooledFitTests(ITestOutputHelper output)
{
    /// <summary>A hundredth of a standard error: what a fit on shares may add to the sampling error.</summary>
    private const double ShareOfStandardError = 0.01;

    [Theory]
    [InlineData(2, 0.22, 6)]
    [InlineData(2, 0.05, 6)]
    [InlineData(2, 0.01, 8)]
    [InlineData(3, 0.22, 6)]
    [InlineData(3, 0.01, 8)]
    [InlineData(4, 0.22, 6)]
    [InlineData(4, 0.05, 6)]
    public Task TwoToFourParties_AtUsualAndRareDefaults(int parties, double rate, int passes) =>
        MeetsPooled(SyntheticSides.Create(6000, [.. ((int[])[3, 2, 1, 2]).Take(parties)], rate, seed: 10 + parties), passes: passes);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public Task Ridge_PenalisesAllButTheIntercept(int parties) =>
        MeetsPooled(SyntheticSides.Create(3000, [.. ((int[])[3, 2, 1]).Take(parties)], 0.22, seed: 5), l2: 0.01);

    [Fact]
    public Task OneColumnASide() => MeetsPooled(SyntheticSides.Create(2500, [1, 1], 0.2, seed: 6));

    [Theory]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(4095)]
    public Task RowsAroundWholeBlocks(int rows) => MeetsPooled(SyntheticSides.Create(rows, [2, 2], 0.3, seed: 7));

    [Fact]
    public async Task MoreRowsThanASlab_TakeTheirHessianFromTheFirstUntilTheLast()
    {
        FitShape shape = await MeetsPooled(SyntheticSides.Create(66_001, [1, 1], 0.2, seed: 8));

        Assert.Equal(2, shape.SlabCount);
    }

    [Fact]
    public async Task ManyColumns_HaveSmallerSlabs()
    {
        // 80 directions: 65,536 rows of them would be 42 MB, above the 32 that a slab may hold.
        FitShape shape = await MeetsPooled(SyntheticSides.Create(4000, [39, 40], 0.4, seed: 9, slope: 0.15));

        Assert.Equal((80, 32_768), (shape.Dimension, shape.SlabRows));
    }

    [Theory]
    [InlineData(3, 0.05, 0.25)]
    [InlineData(4, 0.22, 0.5)]
    public async Task HeavyTails(int freedom, double rate, double slope)
    {
        SyntheticSides sides = SyntheticSides.Create(4000, [2, 2], rate, seed: 20 + freedom, SyntheticSides.StudentT(freedom), slope);

        await SessionMeetsPooled(sides, new JointTerms { PaddingMultiple = 1, Standardise = false });
    }

    [Fact]
    public async Task ColumnsOfVeryDifferentSizes_AreKept_WithoutStandardisation()
    {
        // Raw amounts beside a rare indicator: squares 10^16 apart.
        SyntheticSides sides = SyntheticSides.Create(3000, [2, 2], 0.25, seed: 30);
        for (int row = 0; row < sides.Labels.Length; row++)
        {
            sides.Columns[0][0][row] = 5e6 * sides.Columns[0][0][row];
            sides.Columns[0][1][row] = sides.Columns[0][1][row] > 1.5 ? 1 : 0;
            sides.Columns[1][0][row] = 1e-4 * sides.Columns[1][0][row];
        }

        await MeetsPooled(sides);
    }

    [Fact]
    public async Task CollinearColumnsOfOneSide_DropADirection()
    {
        SyntheticSides independent = SyntheticSides.Create(3000, [2, 2], 0.25, seed: 31);
        double[] sum = [.. independent.Columns[1][0].Zip(independent.Columns[1][1], (a, b) => a + b)];
        double[][][] columns = [independent.Columns[0], [.. independent.Columns[1], sum]];

        (double[] weights, _, _, FitShape shape) = await JointRun.FitAsync(columns, independent.Labels);

        Assert.Equal([3, 2], shape.Columns);
        AssertSameLogits(independent, [weights[0], weights[1], weights[2], weights[3] + weights[5], weights[4] + weights[5]], 1e-3);
    }

    [Fact]
    public async Task CollinearColumnsOfTheLabelHolder_DropADirection()
    {
        SyntheticSides independent = SyntheticSides.Create(3000, [2, 2], 0.25, seed: 32);
        double[][][] columns = [[.. independent.Columns[0], [.. independent.Columns[0][1].Select(value => (2 * value) + 1)]], independent.Columns[1]];

        (double[] weights, _, _, FitShape shape) = await JointRun.FitAsync(columns, independent.Labels);

        Assert.Equal([3, 2], shape.Columns);
        AssertSameLogits(independent, [weights[0] + weights[3], weights[1], weights[2] + (2 * weights[3]), weights[4], weights[5]], 1e-3);
    }

    [Fact]
    public async Task ColumnHeldByBothSides_IsStable_AndItsCoefficientSplit()
    {
        SyntheticSides independent = SyntheticSides.Create(3000, [2, 2], 0.25, seed: 33);
        double[][][] columns = [independent.Columns[0], [.. independent.Columns[1], independent.Columns[0][0]]];

        (double[] weights, _, JointFitResult[] results, FitShape shape) = await JointRun.FitAsync(columns, independent.Labels);

        Assert.Equal([3, 3], shape.Columns);
        Assert.InRange(results[0].Monitor, -0.01, 0.01);
        AssertSameLogits(independent, [weights[0], weights[1] + weights[5], weights[2], weights[3], weights[4]], 5e-3);
    }

    [Fact]
    public Task NearlyCollinearColumnsAcrossSides()
    {
        SyntheticSides sides = SyntheticSides.Create(6000, [2, 2], 0.25, seed: 34);
        var random = new Random(35);
        for (int row = 0; row < sides.Labels.Length; row++)
        {
            sides.Columns[1][0][row] = (0.995 * sides.Columns[0][0][row]) + (Math.Sqrt(1 - (0.995 * 0.995)) * SyntheticSides.Normal(random));
        }

        return MeetsPooled(sides);
    }

    [Fact]
    public async Task LabelHolderWithoutColumns_AddsTheIntercept()
    {
        SyntheticSides sides = SyntheticSides.Create(1000, [0, 3], 0.3, seed: 36);

        await SessionMeetsPooled(sides, new JointTerms { PaddingMultiple = 1, Standardise = false });
    }

    [Fact]
    public async Task SeparableLabels_WithARidge_HaveAFit()
    {
        SyntheticSides sides = SyntheticSides.Create(3000, [2, 2], 0.25, seed: 37);
        byte[] labels = [.. Enumerable.Range(0, 3000).Select(row => (byte)(sides.Columns[0][0][row] + sides.Columns[1][0][row] > 0.8 ? 1 : 0))];

        await MeetsPooled(sides with { Labels = labels }, l2: 0.01, largestError: 2e-3);
    }

    private async Task<FitShape> MeetsPooled(SyntheticSides sides, double l2 = 0, int passes = 6, double? largestError = null)
    {
        (double[] weights, double[] errors, JointFitResult[] results, FitShape shape) = await JointRun.FitAsync(sides.Columns, sides.Labels, l2, passes);
        Compare(sides, weights, errors, l2, results[0].Monitor, largestError);
        Assert.Equal(new FitTraffic(shape).Rounds(), results[0].Rounds);
        return shape;
    }

    private async Task SessionMeetsPooled(SyntheticSides sides, JointTerms terms)
    {
        using var federation = new JointFederation(sides.Columns.Length);
        JointOutcome[] outcomes = await federation.RunAsync(sides.Rows(), terms);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        JointPart[] parts = [.. outcomes[..^1].Select(outcome => outcome.Result!.Own!)];
        Compare(
            sides,
            [parts[0].Intercept!.Value, .. parts.SelectMany(part => part.Coefficients)],
            [parts[0].InterceptStandardError!.Value, .. parts.SelectMany(part => part.StandardErrors)],
            terms.L2,
            outcomes[0].Result!.Monitor,
            largestError: null);
    }

    private void Compare(SyntheticSides sides, double[] weights, double[] errors, double l2, double monitor, double? largestError)
    {
        LogisticFit pooled = sides.PooledFit(l2);
        double[] expected = [.. pooled.Weights];
        double[] expectedErrors = [.. pooled.Inference!.StandardErrors];
        double share = weights.Select((weight, i) => Math.Abs(weight - expected[i]) / expectedErrors[i]).Max();
        output.WriteLine($"defaults {sides.Labels.Count(label => label == 1)}, {share:G3} of a standard error, errors {errors.Zip(expectedErrors, (a, b) => Math.Abs((a / b) - 1)).Max():G3}, monitor {monitor:G3}");
        if (largestError is { } limit)
        {
            Assert.All(weights.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -limit, limit));
        }
        else
        {
            Assert.True(share < ShareOfStandardError, $"A coefficient is off by {share:G3} of its standard error.");
        }

        Assert.All(errors.Zip(expectedErrors), pair => Assert.InRange(pair.First / pair.Second, 0.98, 1.02));
        Assert.InRange(monitor, -0.05, 0.1);
    }

    private static void AssertSameLogits(SyntheticSides sides, double[] weights, double limit)
    {
        double[] expected = [.. sides.PooledFit().Weights];
        double[][] all = [.. sides.Columns.SelectMany(side => side)];
        for (int row = 0; row < sides.Labels.Length; row++)
        {
            double difference = weights[0] - expected[0] + all.Select((column, i) => column[row] * (weights[i + 1] - expected[i + 1])).Sum();
            Assert.InRange(difference, -limit * 10, limit * 10);
        }

        Assert.All(weights.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -limit, limit));
    }
}
