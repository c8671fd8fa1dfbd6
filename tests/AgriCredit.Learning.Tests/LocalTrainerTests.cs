using System.Runtime.InteropServices;
using AgriCredit.Testing;

namespace AgriCredit.Learning.Tests;

public class LocalTrainerTests
{
    private static readonly MathNetTrainer Trainer = new();

    [Fact]
    public void OneBatchOfAllRowsIsOneGradientStep()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(700, 4, 5));
        double[] start = SyntheticRows.Weights(5, 8);
        double[] trained = [.. start];
        Trainer.Train(rows, trained, new LocalTrainingOptions { BatchSize = 700, LearningRate = 0.3, L2 = 0.05 });
        Optimizer step = Optimizer.Create(new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 0.3, L2 = 0.05, MaxRounds = 1 }, rows.FeatureNames, start);
        step.Advance(Federation.Total(step, [rows]));
        Near.Equal(step.Weights, trained, 1e-13);
    }

    [Fact]
    public void BatchesCoverEveryRowOnce()
    {
        // With a step too short to matter the sum of the batch gradients is the gradient; the last batch has 4 rows and weighs as a batch.
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(64, 3, 5));
        double[] trained = new double[4];
        Trainer.Train(rows, trained, new LocalTrainingOptions { BatchSize = 16, LearningRate = 1e-7 });
        double[] gradient = new double[4];
        StatisticsKernel.Evaluate(rows, new double[4], StatisticsOrder.Gradient, gradient, []);
        Near.Equal([.. gradient.Select(sum => 1e-7 * sum / 16)], trained, 1e-12);
    }

    [Fact]
    public void EqualSeedsGiveEqualBitsAndOthersDoNot()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(1000, 4, 5));
        Assert.Equal(Bits(rows, 3), Bits(rows, 3));
        Assert.NotEqual(Bits(rows, 3), Bits(rows, 4));
    }

    [Fact]
    public void WithoutRowsTheWeightsStay()
    {
        double[] weights = [1.1, 2.2];
        Trainer.Train(SyntheticRows.AsIs(SyntheticRows.Logistic(0, 1, 1)), weights, new LocalTrainingOptions());
        Assert.Equal([1.1, 2.2], weights);
        Assert.Throws<ArgumentException>("weights", () => Trainer.Train(SyntheticRows.AsIs(SyntheticRows.Logistic(3, 1, 1)), new double[1], new LocalTrainingOptions()));
    }

    [Fact]
    public void AveragingWeighsPartiesByRows()
    {
        DesignMatrix large = SyntheticRows.AsIs(SyntheticRows.Logistic(300, 2, 1));
        DesignMatrix small = SyntheticRows.AsIs(SyntheticRows.Logistic(100, 2, 2));
        DesignMatrix none = SyntheticRows.AsIs(SyntheticRows.Logistic(0, 2, 3));
        var optimizer = Optimizer.Create(new TrainingOptions { Optimizer = OptimizerKind.FedAvg, MaxRounds = 1 }, large.FeatureNames, [-1, 0, 0], new Shift());
        Assert.Equal([SumKind.Rows, SumKind.Loss, SumKind.Delta], optimizer.Layout.Select(part => part.Kind));
        double[] total = Federation.Total(optimizer, [large, small, none]);
        Assert.Equal([400.0, 90_000 + 10_000, 0, 0], [total[0], .. total[2..]]);
        optimizer.Advance(total);
        Assert.Equal([249, 0, 0], optimizer.Weights.ToArray());
        Assert.Equal((OptimizerState.RoundLimit, 250.0), (optimizer.State, optimizer.LargestStep));
        Assert.Equal(total[1] / 400, optimizer.Objective);
    }

    [DataFact]
    public void AveragingWithFullBatchesReproducesGradientDescent()
    {
        LoanSet set = LoanSet.Named("sba_agri/agri");
        DesignMatrix[] banks = [.. Enumerable.Range(0, 4).Select(block =>
            DesignMatrix.Create(set.Train.Select(LoanSet.RowsWhere(set.TrainParties, block.ToString())), set.Scale))];
        var options = new TrainingOptions { Optimizer = OptimizerKind.FedAvg, LearningRate = 1, BatchSize = 100_000, L2 = 0.001, Tolerance = 0, MaxRounds = 10 };
        Optimizer averaged = Federation.Run(options, banks, new double[7], Trainer);
        Near.Equal(set.Reference.Numbers("pooled", "gradient_descent_trace", "at", "10", "coef"), averaged.Weights, 1e-9);
    }

    /// <summary>Mini-batches end within 0.05 of the optimum: the coefficients' standard errors are 0.04 to 0.16.</summary>
    [DataFact]
    public void AveragingOverFourBanksEndsNearTheOptimum()
    {
        LoanSet set = LoanSet.Named("sba_agri/agri");
        DesignMatrix[] banks = [.. Enumerable.Range(0, 4).Select(block =>
            DesignMatrix.Create(set.Train.Select(LoanSet.RowsWhere(set.TrainParties, block.ToString())), set.Scale))];
        var options = new TrainingOptions { Optimizer = OptimizerKind.FedAvg, LearningRate = 0.1, LocalEpochs = 2, BatchSize = 64, L2 = 0.001, MaxRounds = 25, Seed = 7 };
        Optimizer averaged = Federation.Run(options, banks, new double[7], Trainer);
        Assert.Equal(OptimizerState.RoundLimit, averaged.State);
        Near.Equal(set.Reference.Numbers("pooled", "l2_lambda_0.001", "coef"), averaged.Weights, 0.05);
    }

    [Fact]
    public void ALearningRateTooHighIsAFailureThatSaysSo()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(50, 2, 1));
        LogisticFit fit = LogisticRegression.Fit(rows, new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 1e200, L2 = 1e10, MaxRounds = 50 });
        Assert.Equal(OptimizerFailureReason.Diverged, fit.Failure!.Reason);
        Assert.Contains("lower the learning rate", fit.Failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Bits(DesignMatrix rows, int seed)
    {
        double[] weights = new double[rows.Dimension];
        Trainer.Train(rows, weights, new LocalTrainingOptions { Seed = seed });
        return MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
    }

    /// <summary>Moves the intercept by the number of rows.</summary>
    private sealed class Shift : ILocalTrainer
    {
        public string Name => "shift";

        public void Train(DesignMatrix rows, Span<double> weights, LocalTrainingOptions options) => weights[0] += rows.RowCount;
    }
}
