namespace AgriCredit.Learning;

/// <summary>The outcome of <see cref="LogisticRegression.Fit"/>.</summary>
public sealed class LogisticFit
{
    private readonly double[] _weights;

    internal LogisticFit(Optimizer optimizer, double logLikelihood, FitInference? inference)
    {
        _weights = optimizer.Weights.ToArray();
        LogLikelihood = logLikelihood;
        Inference = inference;
        Rounds = optimizer.Round;
        State = optimizer.State;
        Failure = optimizer.Failure;
        Objective = optimizer.Objective;
    }

    /// <summary>The weights, intercept first; after a failure, those it was found at.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Standard errors, z- and p-values; null unless Newton converged without an l1 penalty.</summary>
    public FitInference? Inference { get; }

    /// <summary>The log-likelihood at <see cref="Weights"/>, 0 or below, without penalty.</summary>
    public double LogLikelihood { get; }

    /// <summary>-2 times the log-likelihood.</summary>
    public double Deviance => -2 * LogLikelihood;

    /// <summary>Akaike's criterion: deviance plus 2 times the number of weights, the intercept counted.</summary>
    public double Aic => Deviance + (2 * _weights.Length);

    /// <summary>The penalised mean objective at the weights of the last round's sums.</summary>
    public double Objective { get; }

    /// <summary>Rounds finished.</summary>
    public int Rounds { get; }

    /// <summary>Whether the last step was below the tolerance.</summary>
    public bool Converged => State == OptimizerState.Converged;

    /// <summary>How the fit ended.</summary>
    public OptimizerState State { get; }

    /// <summary>Why there is no result; null unless <see cref="State"/> is <see cref="OptimizerState.Failed"/>.</summary>
    public OptimizerFailure? Failure { get; }
}
