namespace AgriCredit.Learning;

/// <summary>Where an <see cref="Optimizer"/> is.</summary>
public enum OptimizerState
{
    /// <summary>Another round is due.</summary>
    Running,

    /// <summary>The last step was below the tolerance.</summary>
    Converged,

    /// <summary>All rounds are done without convergence, which is a normal end for gradient descent and averaging.</summary>
    RoundLimit,

    /// <summary>There is no result; <see cref="Optimizer.Failure"/> says why.</summary>
    Failed,
}
