namespace AgriCredit.Learning;

/// <summary>Logistic regression on rows in one place: a federation of one.</summary>
public static class LogisticRegression
{
    /// <summary>Fits with the same optimizer that a federation uses.</summary>
    /// <param name="rows">At least one row.</param>
    /// <param name="options">Free of faults.</param>
    /// <param name="trainer">The local trainer; needed by <see cref="OptimizerKind.FedAvg"/> alone.</param>
    /// <returns>The fit; a fit that does not exist (one class, separable, singular, not converged) is a <see cref="LogisticFit.Failure"/>, not an exception.</returns>
    /// <exception cref="ArgumentException">There are no rows, the options have faults, or the trainer is missing.</exception>
    /// <remarks>Newton starts at the logit of the default rate, the others at 0.</remarks>
    public static LogisticFit Fit(DesignMatrix rows, TrainingOptions options, ILocalTrainer? trainer = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.RowCount == 0)
        {
            throw new ArgumentException("A fit needs at least one row.", nameof(rows));
        }

        if (options.Optimizer == OptimizerKind.FedAvg && trainer is null)
        {
            throw new ArgumentException($"{nameof(OptimizerKind.FedAvg)} needs a local trainer.", nameof(trainer));
        }

        double[] start = options.Optimizer == OptimizerKind.Newton
            ? Optimizer.StartFromRate(rows.DefaultCount, rows.RowCount, rows.Dimension)
            : new double[rows.Dimension];
        Optimizer optimizer = Optimizer.Create(options, rows.FeatureNames, start, trainer);
        double[] sums = new double[optimizer.SumsLength];
        while (optimizer.State == OptimizerState.Running)
        {
            optimizer.Contribute(rows, sums);
            optimizer.Advance(sums);
        }

        // After convergence the last sums are as good as sums at the final weights; else they are a round behind.
        double loss = optimizer.State == OptimizerState.Converged
            ? sums[1]
            : StatisticsKernel.Evaluate(rows, optimizer.Weights, StatisticsOrder.Loss, [], []);
        return new LogisticFit(optimizer, -loss, Inference(optimizer, options, sums));
    }

    private static FitInference? Inference(Optimizer optimizer, TrainingOptions options, ReadOnlySpan<double> sums) =>
        options.Optimizer == OptimizerKind.Newton && options.L1 == 0 && optimizer.State == OptimizerState.Converged
            ? FitInference.FromSums(optimizer.Weights, sums[0], sums[(2 + optimizer.Weights.Length)..], options.L2)
            : null;
}
