namespace AgriCredit.Federation;

/// <summary>What is summed in a round.</summary>
public enum RoundKind
{
    /// <summary>Rows, defaults and column sums: the pooled means (PROTOCOL 3.3, round A).</summary>
    Means = 1,

    /// <summary>Squared distances from the pooled means: the pooled standard deviations (PROTOCOL 3.3, round B).</summary>
    Variances = 2,

    /// <summary>The optimiser's sums at the public model (PROTOCOL 3.1 and 3.2).</summary>
    Training = 3,

    /// <summary>Loss, gradient and Hessian at the final model of an optimiser that does not sum them itself, for standard errors and log-likelihood.</summary>
    Evaluation = 4,
}
