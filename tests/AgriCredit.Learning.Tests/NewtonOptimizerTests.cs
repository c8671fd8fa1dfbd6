using CsCheck;

namespace AgriCredit.Learning.Tests;

public class NewtonOptimizerTests
{
    [Fact]
    public void AnySplitOfRowsGivesThePooledFit() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 1_000_000]).Sample(
            (parties, seed) =>
            {
                Dataset all = SyntheticRows.Logistic(600, 4, 12);
                var random = new Random(seed);
                int[] order = [.. Enumerable.Range(0, 600)];
                random.Shuffle(order);
                int[] owner = [.. order.Select(_ => random.Next(parties))];

                // Besides random parties: one with defaults only, one without rows.
                int[] defaults = [.. order.Where(row => all.Labels[row] == 1).Take(5)];
                int[][] owned = [.. Enumerable.Range(0, parties).Select(party => order.Except(defaults).Where(row => owner[row] == party).ToArray()), defaults, []];
                DesignMatrix[] matrices = [.. owned.Select(rows => SyntheticRows.AsIs(all.Select(rows)))];
                LogisticFit pooled = LogisticRegression.Fit(SyntheticRows.AsIs(all), new TrainingOptions());
                Optimizer federated = Federation.Run(new TrainingOptions(), matrices, Optimizer.StartFromRate(all.DefaultCount, 600, 5));
                Assert.Equal(OptimizerState.Converged, federated.State);
                Near.Equal(pooled.Weights, federated.Weights, 1e-11);
            },
            iter: 20);

    [Fact]
    public void LayoutIsRowsLossGradientHessian()
    {
        var optimizer = Optimizer.Create(new TrainingOptions(), ["a", "b"], new double[3]);
        Assert.Equal([new(SumKind.Rows, 1), new(SumKind.Loss, 1), new(SumKind.Gradient, 3), new(SumKind.Hessian, 6)], optimizer.Layout);
        Assert.Equal(11, optimizer.SumsLength);
        DesignMatrix rows = SyntheticRows.AsIs(new Dataset(["a", "b"], [[1, 2], [3, -4]], [0, 1]));
        double[] sums = new double[11];
        optimizer.Contribute(rows, sums);
        Near.Equal([2, 2 * Math.Log(2), 0, 0.5, -3.5, 0.5, 0.75, -0.25, 1.25, -1.25, 6.25], sums, 1e-14);
    }

    [Fact]
    public void EqualSumsGiveEqualBits()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(300, 5, 2));
        double[] start = new double[6];
        var left = Optimizer.Create(new TrainingOptions { L2 = 0.01 }, rows.FeatureNames, start);
        var right = Optimizer.Create(new TrainingOptions { L2 = 0.01 }, rows.FeatureNames, start);
        while (left.State == OptimizerState.Running)
        {
            double[] sums = Federation.Total(left, [rows]);
            left.Advance(sums);
            right.Advance(sums);
            Assert.Equal(left.Weights, right.Weights);
        }

        Assert.Equal(OptimizerState.Converged, right.State);
    }

    [Fact]
    public void AStepTooLongIsHalvedUntilTheObjectiveFalls()
    {
        // From an intercept of 5 at a rate of one half, a full step lands at -70.
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(400, 2, 3, intercept: 0));
        var optimizer = Optimizer.Create(new TrainingOptions { MaxRounds = 60 }, rows.FeatureNames, [5, 0, 0]);
        double best = double.PositiveInfinity;
        int halved = 0;
        double lastStep = double.NaN;
        while (optimizer.State == OptimizerState.Running)
        {
            optimizer.Advance(Federation.Total(optimizer, [rows]));
            double shrunk = lastStep / optimizer.LargestStep;
            halved += shrunk >= 2 && double.IsPow2(shrunk) ? 1 : 0;
            lastStep = optimizer.LargestStep;
            best = Math.Min(best, optimizer.Objective);
        }

        Assert.Equal(OptimizerState.Converged, optimizer.State);
        Assert.True(halved >= 1, "No step was halved.");
        Assert.Equal(best, optimizer.Objective, 1e-12);
        Near.Equal(LogisticRegression.Fit(rows, new TrainingOptions()).Weights, optimizer.Weights, 1e-10);
    }

    [Fact]
    public void AStepAMillionTimesTooLongCostsFewRounds()
    {
        // Group 0: 12 goods, 1 bad; group 1: 273 bads, 1 good. The first step overshoots into a flat place, the second from there is 2e6.
        byte[] labels = [1, .. new byte[12], 0, .. Enumerable.Repeat((byte)1, 273)];
        double[] group = [.. Enumerable.Range(0, labels.Length).Select(row => row < 13 ? 0.0 : 1)];
        LogisticFit fit = LogisticRegression.Fit(SyntheticRows.AsIs(labels, group), new TrainingOptions());
        Assert.True(fit.Converged);
        Assert.InRange(fit.Rounds, 1, 15);
        Near.Equal([Math.Log(1 / 12.0), Math.Log(273) - Math.Log(1 / 12.0)], fit.Weights, 1e-9);
    }

    [Fact]
    public void LossesOverOtherRowsAreNotCompared()
    {
        DesignMatrix few = SyntheticRows.AsIs(SyntheticRows.Logistic(200, 2, 3));
        DesignMatrix others = SyntheticRows.AsIs(SyntheticRows.Logistic(300, 2, 9, intercept: 0));
        foreach (bool sameRows in new[] { true, false })
        {
            var optimizer = Optimizer.Create(new TrainingOptions(), few.FeatureNames, new double[3]);
            optimizer.Advance(Federation.Total(optimizer, [few]));
            double first = optimizer.LargestStep;
            optimizer.Advance(Federation.Total(optimizer, [others]), sameRows);
            Assert.Equal(sameRows, optimizer.LargestStep == first / 2);
        }
    }

    [Fact]
    public void RoundsRunOutAsAFailureThatNamesTheStep()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(400, 3, 3));
        LogisticFit fit = LogisticRegression.Fit(rows, new TrainingOptions { MaxRounds = 2 });
        Assert.Equal((OptimizerState.Failed, 2, false), (fit.State, fit.Rounds, fit.Converged));
        Assert.Equal(OptimizerFailureReason.NotConverged, fit.Failure!.Reason);
        Assert.Contains("has not converged in 2 rounds", fit.Failure.Message, StringComparison.Ordinal);
        Assert.Null(fit.Inference);
    }

    [Fact]
    public void ToleranceZeroRunsAllRounds()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(400, 3, 3));
        LogisticFit fit = LogisticRegression.Fit(rows, new TrainingOptions { Tolerance = 0, MaxRounds = 12 });
        Assert.Equal(12, fit.Rounds);
        Near.Equal(LogisticRegression.Fit(rows, new TrainingOptions()).Weights, fit.Weights, 1e-12);
    }

    [Fact]
    public void SumsThatAreNotFiniteAreAFailure()
    {
        var optimizer = Optimizer.Create(new TrainingOptions(), ["a"], new double[2]);
        double[] sums = new double[optimizer.SumsLength];
        sums[0] = 1;
        sums[^1] = double.NaN;
        optimizer.Advance(sums);
        Assert.Equal(OptimizerFailureReason.Diverged, optimizer.Failure!.Reason);
        Assert.Throws<InvalidOperationException>(() => optimizer.Advance(sums));
    }

    [Fact]
    public void BadArgumentsAreRefusedAllTogether()
    {
        var bad = new TrainingOptions { Optimizer = OptimizerKind.FedAvg, L1 = 1, L2 = -1, MaxRounds = 0, Tolerance = double.NaN, LearningRate = 0, LocalEpochs = 0, BatchSize = 0 };
        Assert.Equal(["L1", "L2", "MaxRounds", "Tolerance", "LearningRate", "LocalEpochs", "BatchSize"], bad.Check().Select(fault => fault.Option));
        string message = Assert.Throws<ArgumentException>("options", () => Optimizer.Create(bad, ["a"], new double[2])).Message;
        Assert.All(bad.Check(), fault => Assert.Contains(fault.Message, message, StringComparison.Ordinal));
        Assert.Empty(new TrainingOptions().Check());
        Assert.Throws<ArgumentException>("start", () => Optimizer.Create(new TrainingOptions(), ["a"], new double[1]));
        Assert.Throws<ArgumentException>("start", () => Optimizer.Create(new TrainingOptions(), ["a"], [0, double.NaN]));
        var averaging = new TrainingOptions { Optimizer = OptimizerKind.FedAvg };
        DesignMatrix one = SyntheticRows.AsIs(SyntheticRows.Logistic(5, 1, 1));
        Assert.Throws<ArgumentException>("trainer", () => LogisticRegression.Fit(one, averaging));
        Assert.Throws<InvalidOperationException>(() => Optimizer.Create(averaging, ["x0"], new double[2]).Contribute(one, new double[4]));
        var optimizer = Optimizer.Create(new TrainingOptions(), ["a"], new double[2]);
        Assert.Throws<ArgumentException>("sums", () => optimizer.Advance(new double[3]));
        Assert.Throws<ArgumentException>("sums", () => optimizer.Advance(new double[optimizer.SumsLength]));
        Assert.Throws<ArgumentException>("rows", () => optimizer.Contribute(SyntheticRows.AsIs(SyntheticRows.Logistic(5, 2, 1)), new double[optimizer.SumsLength]));
        Assert.Throws<ArgumentException>("rows", () => LogisticRegression.Fit(SyntheticRows.AsIs(SyntheticRows.Logistic(0, 2, 1)), new TrainingOptions()));
    }

    [Theory]
    [InlineData(1, 4, -1.0986122886681098)]
    [InlineData(1, 2, 0)]
    [InlineData(0, 10, -2.9444389791664403)]
    [InlineData(10, 10, 2.9444389791664403)]
    public void StartIsTheLogitOfTheRateOnACoarseGrid(long defaults, long rows, double logit)
    {
        double[] start = Optimizer.StartFromRate(defaults, rows, 3);
        Assert.Equal(logit, start[0], 1.0 / 131072);
        Assert.Equal(Math.Round(start[0] * 65536), start[0] * 65536);
        Assert.Equal([0, 0], start[1..]);
    }
}
