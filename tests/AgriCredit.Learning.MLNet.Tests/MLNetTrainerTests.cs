using System.Runtime.InteropServices;
using AgriCredit.Testing;
using Microsoft.ML;

namespace AgriCredit.Learning.MLNet.Tests;

public class MLNetTrainerTests
{
    private static readonly MLNetTrainer Trainer = new();

    /// <summary>Guards the internal constructor of Microsoft.ML that a warm start needs.</summary>
    [Fact]
    public void WarmStartHoldsTheWeightsGiven()
    {
        Microsoft.ML.Trainers.LinearBinaryModelParameters model = WarmStart.Model(new MLContext(1), [0.5f, 0, -2], 0.25f);
        Assert.Equal([0.5f, 0, -2], model.Weights);
        Assert.Equal(0.25f, model.Bias);
    }

    [Fact]
    public void TrainingContinuesFromTheWeightsGiven()
    {
        DesignMatrix rows = Loans(2000);
        double[] optimum = LogisticRegression.Fit(rows, new TrainingOptions()).Weights.ToArray();

        // A tiny step stays where it starts: near the optimum, not near zero.
        double[] weights = [.. optimum];
        Trainer.Train(rows, weights, new LocalTrainingOptions { LearningRate = 1e-5 });
        for (int index = 0; index < weights.Length; index++)
        {
            Assert.InRange(Math.Abs(weights[index] - optimum[index]), 0, 0.01);
        }

        Assert.NotEqual(optimum, weights);
    }

    [Fact]
    public void OneEpochOverOneRowIsOneGradientStep()
    {
        var row = new DesignMatrixBuilder([1], [2.0, -1.0]);
        double[] weights = [0.5, 0.25, 1];
        Trainer.Train(row.Matrix, weights, new LocalTrainingOptions { LearningRate = 0.5 });

        // z = 0.5 + 0.25 * 2 - 1 = 0, p = 1/2: every weight moves by 0.5 * (1 - 1/2) x.
        double[] expected = [0.75, 0.75, 0.75];
        for (int index = 0; index < 3; index++)
        {
            Assert.Equal(expected[index], weights[index], 1e-7);
        }
    }

    [Fact]
    public void EqualSeedsGiveEqualBitsAndOthersDoNot()
    {
        DesignMatrix rows = Loans(3000);
        byte[] first = Bits(rows, 5);
        Assert.Equal(first, Bits(rows, 5));
        Assert.NotEqual(first, Bits(rows, 6));
    }

    [Fact]
    public void WithoutRowsTheWeightsStay()
    {
        double[] weights = [1.1, 2.2, 3.3];
        Trainer.Train(Loans(0), weights, new LocalTrainingOptions());
        Assert.Equal([1.1, 2.2, 3.3], weights);
    }

    [Fact]
    public void OneClassTrains()
    {
        double[] weights = [0, 0, 0];
        Trainer.Train(new DesignMatrixBuilder([0, 0, 0], [1.0, 0], [0, 1], [1, 1]).Matrix, weights, new LocalTrainingOptions());
        Assert.All(weights, weight => Assert.True(weight < 0));
    }

    [Fact]
    public void WhatMLNetCannotDoIsRefused()
    {
        Assert.Throws<ArgumentException>("weights", () => Trainer.Train(Loans(5), new double[2], new LocalTrainingOptions()));
        Assert.Throws<ArgumentException>("weights", () => Trainer.Train(new DesignMatrixBuilder([1], [[]]).Matrix, new double[1], new LocalTrainingOptions()));
        Assert.Throws<ArgumentException>("options", () => Trainer.Train(Loans(5), new double[3], new LocalTrainingOptions { LearningRate = 2, L2 = 0.5 }));
    }

    /// <summary>Descent with a constant step wanders about the optimum within about the square root of the step: 0.05 on coefficients whose standard errors are 0.04 to 0.16.</summary>
    [DataFact]
    public void AveragingOverFourBanksEndsNearTheOptimum()
    {
        (DesignMatrix[] banks, DesignMatrix pooled) = AgriculturalLoans();
        var options = new TrainingOptions { Optimizer = OptimizerKind.FedAvg, LearningRate = 0.002, LocalEpochs = 2, L2 = 0.001, MaxRounds = 20, Seed = 7 };
        double[] optimum = LogisticRegression.Fit(pooled, new TrainingOptions { L2 = options.L2 }).Weights.ToArray();
        double[] atStart = new double[optimum.Length];
        var optimizer = Optimizer.Create(options, pooled.FeatureNames, atStart, Trainer);
        double[] total = new double[optimizer.SumsLength];
        double[] sums = new double[optimizer.SumsLength];
        while (optimizer.State == OptimizerState.Running)
        {
            Array.Clear(total);
            foreach (DesignMatrix bank in banks)
            {
                optimizer.Contribute(bank, sums);
                for (int index = 0; index < total.Length; index++)
                {
                    total[index] += sums[index];
                }
            }

            optimizer.Advance(total);
        }

        Assert.Equal(OptimizerState.RoundLimit, optimizer.State);
        Assert.InRange(Distance(optimizer.Weights, optimum), 0, 0.05);
    }

    private static double Distance(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double largest = 0;
        for (int index = 0; index < left.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(left[index] - right[index]));
        }

        return largest;
    }

    private static byte[] Bits(DesignMatrix rows, int seed)
    {
        double[] weights = [0.1, 0.2, 0.3];
        Trainer.Train(rows, weights, new LocalTrainingOptions { Seed = seed, Epochs = 2 });
        return MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
    }

    private static DesignMatrix Loans(int rows)
    {
        var random = new Random(3);
        double[][] values = [.. Enumerable.Range(0, rows).Select(_ => new[] { (2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1 })];
        byte[] labels = [.. values.Select(row => (byte)(random.NextDouble() < 1 / (1 + Math.Exp(1 - row[0] + (0.5 * row[1]))) ? 1 : 0))];
        return DesignMatrix.Create(
            new Dataset(["a", "b"], [[.. values.Select(row => row[0])], [.. values.Select(row => row[1])]], labels),
            Standardisation.Identity(2));
    }

    private static (DesignMatrix[] Banks, DesignMatrix Pooled) AgriculturalLoans()
    {
        IReadOnlyDictionary<string, string[]> csv = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        string[] names = ["term_months", "ln_gr_appv", "guarantee_share", "new_business", "rev_line_cr", "low_doc"];
        double[] approved = Numbers(csv["gr_appv_usd"]);
        double[][] columns = [.. names.Select(name => name switch
        {
            "ln_gr_appv" => [.. approved.Select(amount => Math.Log(amount))],
            "guarantee_share" => [.. Numbers(csv["sba_appv_usd"]).Zip(approved, (guaranteed, amount) => guaranteed / amount)],
            _ => Numbers(csv[name]),
        })];
        Dataset all = new(names, columns, [.. csv["default"].Select(byte.Parse)]);
        int[] train = [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 != 0)];
        Standardisation scale = Standardisation.FromRows(all.Select(train));
        DesignMatrix[] banks = [.. Enumerable.Range(0, 4).Select(block =>
            DesignMatrix.Create(all.Select([.. train.Where(row => csv["block"][row] == block.ToString())]), scale))];
        return (banks, DesignMatrix.Concatenate(banks));
    }

    private static double[] Numbers(string[] values) => [.. values.Select(double.Parse)];

    /// <summary>A design matrix from rows written out.</summary>
    private sealed class DesignMatrixBuilder(byte[] labels, params double[][] rows)
    {
        public DesignMatrix Matrix { get; } = DesignMatrix.Create(
            new Dataset(
                [.. Enumerable.Range(0, rows[0].Length).Select(feature => $"x{feature}")],
                [.. Enumerable.Range(0, rows[0].Length).Select(feature => rows.Select(row => row[feature]).ToArray())],
                labels),
            Standardisation.Identity(rows[0].Length));
    }
}
