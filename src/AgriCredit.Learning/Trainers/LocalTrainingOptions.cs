namespace AgriCredit.Learning;

/// <summary>One party's local training in a round of federated averaging.</summary>
public sealed class LocalTrainingOptions
{
    /// <summary>Step length, above 0.</summary>
    public double LearningRate { get; init; } = TrainingOptions.DefaultLearningRate;

    /// <summary>Passes over the rows, 1 or more.</summary>
    public int Epochs { get; init; } = TrainingOptions.DefaultLocalEpochs;

    /// <summary>Rows per step, 1 or more; a trainer without batches ignores it.</summary>
    public int BatchSize { get; init; } = TrainingOptions.DefaultBatchSize;

    /// <summary>Weight of half the sum of squared coefficients without the intercept, 0 or more.</summary>
    public double L2 { get; init; }

    /// <summary>Seed of the order of rows.</summary>
    public int Seed { get; init; } = 1;
}
