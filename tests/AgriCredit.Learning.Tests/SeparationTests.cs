using CsCheck;

namespace AgriCredit.Learning.Tests;

/// <summary>Data on which no maximum exists, and data that only look so.</summary>
public class SeparationTests
{
    private const int Rows = 400;
    private static readonly Dataset Loans = SyntheticRows.Logistic(Rows, 3, 21);

    [Fact]
    public void CompleteSeparationNamesAFeatureAndTheRemedy()
    {
        double[] leak = [.. Loans.Labels.ToArray().Select((label, row) => label == 1 ? 1.0 + (row % 7) : -1.0 - (row % 5))];
        OptimizerFailure failure = Failure(With("leak", leak));
        Assert.Equal((OptimizerFailureReason.Separable, "leak"), (failure.Reason, failure.Feature));
        Assert.Contains("set l2 above 0", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void QuasiSeparationNamesTheFeature(int flagged)
    {
        // Every flagged loan is good: the flag's coefficient has no lower end, though most loans are mixed.
        int[] goods = [.. Enumerable.Range(0, Rows).Where(row => Loans.Labels[row] == 0).Take(flagged)];
        double[] flag = [.. Enumerable.Range(0, Rows).Select(row => goods.Contains(row) ? 1.0 : 0)];
        foreach (bool standardise in new[] { false, true })
        {
            OptimizerFailure failure = Failure(With("flag", flag), standardise: standardise);
            Assert.Equal((OptimizerFailureReason.Separable, "flag"), (failure.Reason, failure.Feature));
            Assert.Contains("'flag'", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void QuasiSeparationShowsThroughTheRoundingOfSecureSums(int flagged)
    {
        int[] goods = [.. Enumerable.Range(0, Rows).Where(row => Loans.Labels[row] == 0).Take(flagged)];
        double[] flag = [.. Enumerable.Range(0, Rows).Select(row => goods.Contains(row) ? 1.0 : 0)];
        Optimizer fit = Federation.Run(new TrainingOptions(), [SyntheticRows.AsIs(With("flag", flag))], new double[5], fractionalBits: 24);
        Assert.Equal((OptimizerFailureReason.Separable, "flag"), (fit.Failure?.Reason, fit.Failure?.Feature));
    }

    [Fact]
    public void StepsThatAreOnlyRoundingAreNoSeparation()
    {
        DesignMatrix rows = SyntheticRows.AsIs(Loans);
        Assert.Equal(OptimizerState.Converged, Federation.Run(new TrainingOptions(), [rows], new double[4], fractionalBits: 24).State);
        foreach (int bits in new[] { 8, 16, 24 })
        {
            Optimizer fit = Federation.Run(new TrainingOptions { Tolerance = 1e-16, MaxRounds = 60 }, [rows], new double[4], fractionalBits: bits);
            Assert.True(fit.State == OptimizerState.Converged || fit.Failure!.Reason == OptimizerFailureReason.NotConverged, fit.Failure?.Message);
        }
    }

    [Fact]
    public void ARidgeMakesSeparatedDataFit()
    {
        double[] leak = [.. Loans.Labels.ToArray().Select(label => (double)label)];
        Assert.True(LogisticRegression.Fit(SyntheticRows.AsIs(With("leak", leak)), new TrainingOptions { L2 = 1e-4 }).Converged);
        Assert.True(LogisticRegression.Fit(SyntheticRows.AsIs(With("leak", leak)), new TrainingOptions { L1 = 1e-4, MaxRounds = 60 }).Converged);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 0.01, 0)]
    [InlineData(1, 0.01, 0)]
    [InlineData(0, 0, 0.01)]
    public void OneClassHasNoFitWhateverThePenalty(byte label, double l2, double l1)
    {
        byte[] labels = new byte[Rows];
        labels.AsSpan().Fill(label);
        var rows = new Dataset(Loans.FeatureNames, [.. Enumerable.Range(0, 3).Select(feature => Loans.Column(feature).ToArray())], labels);
        OptimizerFailure failure = Failure(rows, l2, l1);
        Assert.Equal(OptimizerFailureReason.Separable, failure.Reason);
        Assert.Contains("same label", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("copy")]
    [InlineData("constant")]
    [InlineData("zero")]
    public void ADependentFeatureIsNamed(string kind)
    {
        double[] dependent = [.. Enumerable.Range(0, Rows).Select(row => kind switch
        {
            "sum" => 1 + Loans.Column(0)[row] - (2 * Loans.Column(1)[row]),
            "copy" => Loans.Column(2)[row],
            "constant" => 5,
            _ => 0,
        })];
        OptimizerFailure failure = Failure(With("dependent", dependent));
        Assert.Equal((OptimizerFailureReason.Singular, "dependent"), (failure.Reason, failure.Feature));
        Assert.Contains("drop it or set l2 above 0", failure.Message, StringComparison.Ordinal);
        Assert.True(LogisticRegression.Fit(SyntheticRows.AsIs(With("dependent", dependent)), new TrainingOptions { L2 = 0.01 }).Converged);
    }

    [Fact]
    public void RareDefaultsConverge()
    {
        // One default in 100,000 rows from a start of zero: the intercept moves by about one a round for ten rounds.
        double[] x = [.. Enumerable.Range(0, 100_000).Select(row => row % 11 / 11.0)];
        byte[] labels = new byte[100_000];
        labels[500] = 1;
        DesignMatrix rows = SyntheticRows.AsIs(labels, x);
        Assert.Equal(OptimizerState.Converged, Federation.Run(new TrainingOptions(), [rows], [0, 0]).State);
        Assert.True(LogisticRegression.Fit(rows, new TrainingOptions()).Converged);
    }

    [Fact]
    public void ARareFlagWithOneDefaultConverges()
    {
        // 300 flagged loans, one of them bad, among 5,000 of which half are bad.
        byte[] labels = [.. Enumerable.Range(0, 5000).Select(row => (byte)(row < 300 ? (row == 0 ? 1 : 0) : row % 2))];
        double[] flag = [.. Enumerable.Range(0, 5000).Select(row => row < 300 ? 1.0 : 0)];
        LogisticFit fit = LogisticRegression.Fit(SyntheticRows.AsIs(labels, flag), new TrainingOptions());
        Assert.True(fit.Converged);

        // A saturated model: its logits are those of the two rates, 2,350 of 4,700 and 1 of 300.
        Assert.Equal(0, fit.Weights[0], 1e-10);
        Assert.Equal(Math.Log(1 / 299.0), fit.Weights[1], 1e-9);
    }

    [Theory]
    [InlineData(7, 1, 1, 243)]
    [InlineData(1, 7, 243, 1)]
    [InlineData(30, 1, 1, 999)]
    [InlineData(300, 1, 1, 99_999)]
    public void AStepThatFlattensAFewRowsIsTakenBack(int goods, int bads, int flaggedGoods, int flaggedBads)
    {
        // The first step leaves the rows without a flag at logits of -24 and beyond, so without curvature, but with less loss than before.
        byte[] labels = [.. Labels(goods, bads), .. Labels(flaggedGoods, flaggedBads)];
        double[] flag = [.. Enumerable.Repeat(0.0, goods + bads), .. Enumerable.Repeat(1.0, flaggedGoods + flaggedBads)];
        LogisticFit fit = LogisticRegression.Fit(SyntheticRows.AsIs(labels, flag), new TrainingOptions());
        Assert.True(fit.Converged, fit.Failure?.Message);

        // A saturated model: its logits are those of the two rates.
        double unflagged = Math.Log((double)bads / goods);
        Assert.Equal(unflagged, fit.Weights[0], 1e-9);
        Assert.Equal(Math.Log((double)flaggedBads / flaggedGoods) - unflagged, fit.Weights[1], 1e-9);
    }

    // All but the outlier's part of the curvature at the start is gone at the end: as much as the squares of the values differ.
    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void AnOutlierThatIsFittedWellIsNoSeparation(double outlier)
    {
        double[] x = [outlier, .. Loans.Column(0).ToArray()];
        byte[] labels = [1, .. Loans.Labels.ToArray()];
        LogisticFit fit = LogisticRegression.Fit(SyntheticRows.AsIs(labels, x), new TrainingOptions());
        Assert.True(fit.Converged, fit.Failure?.Message);
        LogisticFit without = LogisticRegression.Fit(SyntheticRows.AsIs(labels[1..], x[1..]), new TrainingOptions());
        Assert.Equal(without.Weights[1], fit.Weights[1], 1e-6);
    }

    // Rows of one kind that all have one label. Where they are few beside the others their first step flattens them as well, at up to 500 logits where no slope is left of 64 bits,
    // but there is nothing to come back to. Where they are those without a flag, the intercept drifts with it.
    [Theory]
    [InlineData(0, 2, 243, 10)]
    [InlineData(2, 0, 10, 243)]
    [InlineData(0, 1, 3000, 7)]
    [InlineData(0, 5, 20_000, 3)]
    [InlineData(100, 1, 0, 1)]
    [InlineData(3000, 1, 0, 5)]
    [InlineData(1, 1000, 10, 0)]
    [InlineData(0, 1, 1, 2)]
    [InlineData(0, 30, 100, 100)]
    [InlineData(30, 0, 3, 243)]
    public void SeparatedRowsOfOneKindNameTheFlag(int goods, int bads, int flaggedGoods, int flaggedBads)
    {
        byte[] labels = [.. Labels(goods, bads), .. Labels(flaggedGoods, flaggedBads)];
        double[] flag = [.. Enumerable.Repeat(0.0, goods + bads), .. Enumerable.Repeat(1.0, flaggedGoods + flaggedBads)];
        OptimizerFailure failure = Failure(new Dataset(["flag"], [flag], labels));
        Assert.Equal((OptimizerFailureReason.Separable, "flag"), (failure.Reason, failure.Feature));
    }

    [Fact]
    public void WhereEveryPatternHasBothLabelsTheFitAlwaysExists() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 1_000_000]).Sample(
            (features, seed) =>
            {
                // All 0/1 patterns of the features, each once good, once bad, and then some more, very unevenly.
                var random = new Random(seed);
                var patterns = new List<(int Bits, byte Label)>();
                for (int bits = 0; bits < 1 << features; bits++)
                {
                    patterns.AddRange([(bits, 0), (bits, 1)]);
                    patterns.AddRange(Enumerable.Repeat((bits, (byte)random.Next(2)), random.Next(300)));
                }

                double[][] columns = [.. Enumerable.Range(0, features).Select(feature => patterns.Select(pattern => (double)((pattern.Bits >> feature) & 1)).ToArray())];
                LogisticFit fit = LogisticRegression.Fit(SyntheticRows.AsIs([.. patterns.Select(pattern => pattern.Label)], columns), new TrainingOptions());
                Assert.True(fit.Converged, fit.Failure?.Message);
            },
            iter: 100);

    private static IEnumerable<byte> Labels(int goods, int bads) => [.. Enumerable.Repeat((byte)0, goods), .. Enumerable.Repeat((byte)1, bads)];

    private static Dataset With(string name, double[] column) => new(
        [.. Loans.FeatureNames, name],
        [.. Enumerable.Range(0, 3).Select(feature => Loans.Column(feature).ToArray()), column],
        Loans.Labels.ToArray());

    private static OptimizerFailure Failure(Dataset rows, double l2 = 0, double l1 = 0, bool standardise = false)
    {
        Standardisation scale = standardise ? Standardisation.FromRows(rows) : Standardisation.Identity(rows.FeatureCount);
        LogisticFit fit = LogisticRegression.Fit(DesignMatrix.Create(rows, scale), new TrainingOptions { L1 = l1, L2 = l2 });
        Assert.Equal(OptimizerState.Failed, fit.State);
        Assert.InRange(fit.Rounds, 1, TrainingOptions.DefaultMaxRounds);
        return fit.Failure!;
    }
}
