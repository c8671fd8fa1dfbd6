namespace AgriCredit.Learning;

/// <summary>Federated averaging: every party trains from the common weights on its own rows, and the changes are averaged in proportion to rows.</summary>
internal sealed class AveragingOptimizer : Optimizer
{
    private readonly ILocalTrainer? _trainer;

    public AveragingOptimizer(TrainingOptions options, IReadOnlyList<string> featureNames, ReadOnlySpan<double> start, ILocalTrainer? trainer)
        : base(options, featureNames, start, RowsLossAnd(new SumPart(SumKind.Delta, start.Length))) => _trainer = trainer;

    private protected override string DivergenceRemedy => "lower the learning rate or the local epochs";

    private protected override double WriteSums(DesignMatrix rows, Span<double> sums)
    {
        ILocalTrainer trainer = _trainer ?? throw new InvalidOperationException("Without a local trainer a member can advance, not contribute.");
        Weights.CopyTo(sums);
        if (rows.RowCount > 0)
        {
            trainer.Train(rows, sums, LocalOptions());
        }

        for (int index = 0; index < sums.Length; index++)
        {
            sums[index] = rows.RowCount * (sums[index] - Weights[index]);
        }

        return StatisticsKernel.Evaluate(rows, Weights, StatisticsOrder.Loss, [], []);
    }

    private protected override bool Step(ReadOnlySpan<double> sums, bool sameRows)
    {
        ReadOnlySpan<double> delta = sums[2..];
        double largest = 0;
        for (int index = 0; index < delta.Length; index++)
        {
            double change = delta[index] / sums[0];
            MutableWeights[index] += change;
            largest = Math.Max(largest, Math.Abs(change));
        }

        LargestStep = largest;
        return largest < Options.Tolerance;
    }

    private LocalTrainingOptions LocalOptions() => new()
    {
        LearningRate = Options.LearningRate,
        Epochs = Options.LocalEpochs,
        BatchSize = Options.BatchSize,
        L2 = Options.L2,

        // Another order of rows every round, the same in every run. The mixing may wrap.
        Seed = unchecked((Options.Seed * 1_000_003) + Round),
    };
}
