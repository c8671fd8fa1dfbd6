namespace AgriCredit.Learning;

/// <summary>How to fit. The objective is the mean of log(1+e^z) - y z, plus l1 |w|_1 + (l2/2) |w|^2 without the intercept.</summary>
public sealed class TrainingOptions
{
    /// <summary>Rounds when nothing else is said.</summary>
    public const int DefaultMaxRounds = 25;

    /// <summary>Tolerance when nothing else is said; secure sums with 24 fractional bits do not reach much below.</summary>
    public const double DefaultTolerance = 1e-8;

    /// <summary>Learning rate when nothing else is said.</summary>
    public const double DefaultLearningRate = 0.1;

    /// <summary>Local epochs when nothing else is said.</summary>
    public const int DefaultLocalEpochs = 1;

    /// <summary>Batch size when nothing else is said.</summary>
    public const int DefaultBatchSize = 64;

    /// <summary>Which optimizer.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Newton;

    /// <summary>Weight of the sum of absolute coefficients, 0 or more; not with <see cref="OptimizerKind.FedAvg"/>.</summary>
    public double L1 { get; init; }

    /// <summary>Weight of half the sum of squared coefficients, 0 or more.</summary>
    public double L2 { get; init; }

    /// <summary>Most rounds of training, 1 or more.</summary>
    public int MaxRounds { get; init; } = DefaultMaxRounds;

    /// <summary>Training has converged when no weight changes by this much in a round; 0 runs all rounds.</summary>
    public double Tolerance { get; init; } = DefaultTolerance;

    /// <summary>Step length of <see cref="OptimizerKind.FedSgd"/> and of local training, above 0.</summary>
    public double LearningRate { get; init; } = DefaultLearningRate;

    /// <summary>Passes over a party's rows in a round of <see cref="OptimizerKind.FedAvg"/>, 1 or more.</summary>
    public int LocalEpochs { get; init; } = DefaultLocalEpochs;

    /// <summary>Rows in a batch of local training, 1 or more.</summary>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <summary>Seed of the order of rows in local training.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Finds everything wrong with these options.</summary>
    /// <returns>All faults, in the order of the properties; none when they can be used.</returns>
    public IReadOnlyList<TrainingFault> Check()
    {
        var faults = new List<TrainingFault>();
        Require(Enum.IsDefined(Optimizer), nameof(Optimizer), Optimizer, "one of " + string.Join(", ", Enum.GetNames<OptimizerKind>()));
        Require(double.IsFinite(L1) && L1 >= 0, nameof(L1), L1, "0 or more");
        Require(L1 == 0 || Optimizer != OptimizerKind.FedAvg, nameof(L1), L1, $"0 with {nameof(OptimizerKind.FedAvg)}");
        Require(double.IsFinite(L2) && L2 >= 0, nameof(L2), L2, "0 or more");
        Require(MaxRounds >= 1, nameof(MaxRounds), MaxRounds, "1 or more");
        Require(double.IsFinite(Tolerance) && Tolerance >= 0, nameof(Tolerance), Tolerance, "0 or more");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, nameof(LearningRate), LearningRate, "above 0");
        Require(LocalEpochs >= 1, nameof(LocalEpochs), LocalEpochs, "1 or more");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "1 or more");
        return faults;

        void Require(bool holds, string option, object value, string allowed)
        {
            if (!holds)
            {
                faults.Add(new TrainingFault(option, $"{option} is {value}; it must be {allowed}."));
            }
        }
    }
}
