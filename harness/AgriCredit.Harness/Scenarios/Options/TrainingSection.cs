using System.ComponentModel;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Scenarios;

/// <summary>How the model is fitted. Keys that belong to one optimizer are null for the others.</summary>
[Description("How the model is fitted: the mean of log(1+exp(z)) - y z, plus l1 |w|_1 + (l2/2) |w|^2 without the intercept.")]
internal sealed record TrainingSection
{
    [Description("newton: exact. fedavg: local training, averaged. fedsgd: one full gradient a round.")]
    public OptimizerName Optimizer { get; init; } = OptimizerName.Newton;

    [Description("With fedavg: who trains locally; mlnet by default.")]
    public TrainerName? Trainer { get; init; }

    [NumberRange(Above = 0)]
    [Description("With fedavg and fedsgd: the step length; 0.1 by default.")]
    public double? LearningRate { get; init; }

    [NumberRange(AtLeast = 1)]
    [Description("With fedavg: passes over a party's rows in a round; 1 by default.")]
    public int? LocalEpochs { get; init; }

    [NumberRange(AtLeast = 1)]
    [Description("With fedavg and mathnet: rows in a batch; 64 by default. (ML.NET's trainer takes one row at a time.)")]
    public int? BatchSize { get; init; }

    [Description("Scale every feature by (x - mean)/sd with the pooled mean and population standard deviation of the training rows.")]
    public bool Standardise { get; init; } = true;

    [NumberRange(AtLeast = 0)]
    [Description("Weight of the sum of absolute coefficients; with newton and fedsgd.")]
    public double L1 { get; init; }

    [NumberRange(AtLeast = 0)]
    [Description("Weight of half the sum of squared coefficients.")]
    public double L2 { get; init; }

    [NumberRange(AtLeast = 1, AtMost = 100_000)]
    [Description("Most rounds of training. Newton that has not converged by then is a failure. A vertical partition has a number of passes of its own; there this bounds the fits it is compared with.")]
    public int MaxRounds { get; init; } = TrainingOptions.DefaultMaxRounds;

    [NumberRange(AtLeast = 0)]
    [Description("Training has converged when no coefficient changes by this much in a round; 0 runs all rounds. Below 1e-8 takes more fractionalBits.")]
    public double Tolerance { get; init; } = TrainingOptions.DefaultTolerance;

    /// <summary>The same as options of the fitting library.</summary>
    /// <param name="seed">Seed of the order of rows in local training.</param>
    public TrainingOptions ToOptions(int seed) => new()
    {
        Optimizer = Optimizer switch
        {
            OptimizerName.FedAvg => OptimizerKind.FedAvg,
            OptimizerName.FedSgd => OptimizerKind.FedSgd,
            _ => OptimizerKind.Newton,
        },
        L1 = L1,
        L2 = L2,
        MaxRounds = MaxRounds,
        Tolerance = Tolerance,
        LearningRate = LearningRate ?? TrainingOptions.DefaultLearningRate,
        LocalEpochs = LocalEpochs ?? TrainingOptions.DefaultLocalEpochs,
        BatchSize = BatchSize ?? TrainingOptions.DefaultBatchSize,
        Seed = seed,
    };
}
