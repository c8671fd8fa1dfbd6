namespace AgriCredit.Learning;

/// <summary>Trains a logistic regression on one party's rows, from given weights. Every party of a session uses the same trainer.</summary>
public interface ILocalTrainer
{
    /// <summary>The trainer's name in a scenario, e.g. <c>mathnet</c>.</summary>
    string Name { get; }

    /// <summary>Trains in place. Equal rows, weights and options give equal bits.</summary>
    /// <param name="rows">The party's standardised rows; without rows the weights stay as they are.</param>
    /// <param name="weights">In: where to start; out: the result. Intercept first, <see cref="DesignMatrix.Dimension"/> values.</param>
    /// <param name="options">Step length, epochs and the like.</param>
    void Train(DesignMatrix rows, Span<double> weights, LocalTrainingOptions options);
}
