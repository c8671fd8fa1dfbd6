using AgriCredit.Learning;
using CsCheck;

namespace AgriCredit.Federation.Tests;

public class SessionTests
{
    [Fact]
    public async Task Weights_ForAnySplitOfTheRows_EqualThoseOfThePooledFit() =>
        await Gen.Select(Gen.Int[2, 6], Gen.Int[200, 500], Gen.Int, Gen.Bool).SampleAsync(
            async (parties, rows, seed, oneClass) =>
            {
                Dataset all = SyntheticRows.Make(rows, 3, seed);
                Dataset[] split = SyntheticRows.Split(all, parties, seed, firstHasOneClass: oneClass);
                await AssertEqualsPooled(split, new TrainingOptions(), 1e-8);
            },
            iter: 12,
            threads: 1);

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(0.02, 0)]
    [InlineData(0.01, 0.01)]
    public async Task PenalisedWeights_EqualThoseOfThePooledFit(double l1, double l2) =>
        await AssertEqualsPooled(SyntheticRows.Three(), new TrainingOptions { L1 = l1, L2 = l2 }, 1e-8);

    [Fact]
    public async Task GradientDescent_EqualsThePooledFit() =>
        await AssertEqualsPooled(
            SyntheticRows.Three(),
            new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 1, L2 = 0.001, MaxRounds = 300, Tolerance = 1e-9 },
            1e-6);

    [Fact]
    public async Task ImputedValues_TakeThePooledMean() =>
        await AssertEqualsPooled(SyntheticRows.Split(SyntheticRows.Make(400, 3, 5, missing: 0.1), 3, 5), new TrainingOptions(), 1e-8, imputed: ["x0", "x1", "x2"]);

    [Fact]
    public async Task RawScale_IsKeptWhenThePlanDoesNotStandardise() =>
        await AssertEqualsPooled(SyntheticRows.Three(), new TrainingOptions(), 1e-8, standardise: false);

    [Fact]
    public async Task PermutedParties_ArriveAtTheSameBits()
    {
        Dataset[] rows = SyntheticRows.Split(SyntheticRows.Make(300, 3, 3), 4, 3);
        using var forward = new InMemoryFederation(rows);
        using var backward = new InMemoryFederation([.. rows.Reverse()], ids: ["delta", "alpha", "charlie", "bravo"]);
        SessionOutcome first = await forward.RunAsync();
        SessionOutcome second = await backward.RunAsync();
        Assert.Equal(first.Result!.Weights, second.Result!.Weights);
        Assert.Equal(first.Result.Hessian, second.Result.Hessian);
        Assert.Equal(first.Result.ModelHash.ToArray(), second.Result.ModelHash.ToArray());
    }

    [Fact]
    public async Task TwoRuns_WithFreshKeys_ArriveAtTheSameBits()
    {
        Dataset[] rows = SyntheticRows.Three();
        using var first = new InMemoryFederation(rows);
        using var second = new InMemoryFederation(rows);
        Assert.Equal((await first.RunAsync()).Result!.Weights, (await second.RunAsync()).Result!.Weights);
    }

    [Fact]
    public async Task Averaging_EqualsRowWeightedAveragingInPlainNumbers()
    {
        const int Rounds = 5;
        const int Epochs = 3;
        const double Rate = 0.5;
        Dataset[] rows = SyntheticRows.Three();
        var training = new TrainingOptions
        {
            Optimizer = OptimizerKind.FedAvg,
            LearningRate = Rate,
            LocalEpochs = Epochs,
            BatchSize = 10_000,
            MaxRounds = Rounds,
            Tolerance = 0,
        };
        using var federation = new InMemoryFederation(rows, Terms.With(training, trainer: "mathnet"), new MathNetTrainer());
        SessionOutcome outcome = await federation.RunAsync();
        Assert.True(outcome.IsFinished, outcome.Failure?.ToString());

        // A batch of all rows makes local training plain gradient descent, whatever the order of the rows.
        Dataset all = Dataset.Concatenate(rows);
        Standardisation scale = Standardisation.FromRows(all);
        double[] weights = Optimizer.StartFromRate(all.DefaultCount, all.RowCount, 4);
        for (int round = 0; round < Rounds; round++)
        {
            double[] next = new double[4];
            foreach (Dataset party in rows)
            {
                double[] local = [.. weights];
                for (int epoch = 0; epoch < Epochs; epoch++)
                {
                    double[] gradient = Gradient(party, scale, local);
                    for (int j = 0; j < 4; j++)
                    {
                        local[j] -= Rate * gradient[j] / party.RowCount;
                    }
                }

                for (int j = 0; j < 4; j++)
                {
                    next[j] += local[j] * party.RowCount / all.RowCount;
                }
            }

            weights = next;
        }

        for (int j = 0; j < 4; j++)
        {
            Assert.Equal(weights[j], outcome.Result.Weights[j], 2e-6);
        }

        Assert.Equal(Rounds, outcome.Result.Rounds);
        Assert.Equal(10, outcome.Result.Hessian.Count);
    }

    private static double[] Gradient(Dataset rows, Standardisation scale, double[] weights)
    {
        double[] gradient = new double[weights.Length];
        for (int row = 0; row < rows.RowCount; row++)
        {
            double z = weights[0];
            double[] x = new double[rows.FeatureCount];
            for (int j = 0; j < x.Length; j++)
            {
                x[j] = (rows.Column(j)[row] - scale.Means[j]) / scale.StandardDeviations[j];
                z += weights[j + 1] * x[j];
            }

            double excess = (1 / (1 + Math.Exp(-z))) - rows.Labels[row];
            gradient[0] += excess;
            for (int j = 0; j < x.Length; j++)
            {
                gradient[j + 1] += excess * x[j];
            }
        }

        return gradient;
    }

    private static async Task AssertEqualsPooled(Dataset[] split, TrainingOptions training, double tolerance, bool standardise = true, IReadOnlyList<string>? imputed = null)
    {
        Dataset all = Dataset.Concatenate(split);
        Standardisation scale = standardise ? Standardisation.FromRows(all) : Standardisation.Identity(all.FeatureCount);
        LogisticFit pooled = LogisticRegression.Fit(DesignMatrix.Create(all, scale), training);
        using var federation = new InMemoryFederation(split, Terms.With(training, fractionalBits: 32, standardise: standardise, imputed: imputed));
        SessionOutcome outcome = await federation.RunAsync();
        Assert.True(outcome.IsFinished, outcome.Failure?.ToString());
        Assert.Equal(all.RowCount, outcome.Result.Pooled.Rows);
        Assert.Equal(all.DefaultCount, outcome.Result.Pooled.Defaults);
        for (int j = 0; j < pooled.Weights.Length; j++)
        {
            Assert.Equal(pooled.Weights[j], outcome.Result.Weights[j], tolerance);
        }
    }
}
