using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>The model that every member of a session arrived at, with what the sums say about it.</summary>
public sealed class SessionResult
{
    private SessionResult(SessionPlan plan, FederatedFit fit, FinalSums sums)
    {
        Plan = plan;
        Weights = fit.Optimizer.Weights.ToArray();
        ModelHash = FederatedFit.ModelHash(fit.Optimizer.Weights);
        Scale = fit.Scale!;
        Means = fit.Means;
        Pooled = fit.Pooled;
        Rows = fit.Rows;
        Survivors = fit.Survivors;
        Loss = sums.Loss;
        Hessian = sums.Hessian;
        Rounds = fit.Optimizer.Round;
        Converged = fit.Optimizer.State == OptimizerState.Converged;
    }

    /// <summary>The plan that was countersigned.</summary>
    public SessionPlan Plan { get; }

    /// <summary>Intercept, then coefficients in the plan's feature order, on the standardised scale when the plan standardises.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>SHA-256 of the weights, as in the round plans, 32 bytes.</summary>
    public ReadOnlyMemory<byte> ModelHash { get; }

    /// <summary>The standardisation that the weights are for; the identity when the plan does not standardise.</summary>
    public Standardisation Scale { get; }

    /// <summary>The pooled mean of each raw feature, over the values present.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Training rows and defaults of the parties of the first sum: all of them in static mode.</summary>
    public PooledRows Pooled { get; }

    /// <summary>The parties of the last sum: those that the model is the fit of.</summary>
    public IReadOnlyList<PartyId> Survivors { get; }

    /// <summary>Training rows of <see cref="Survivors"/>.</summary>
    public long Rows { get; }

    /// <summary>Sum of log(1+e^z) - y z over these rows, where the last sums with a Hessian were taken: within the last step of the final model.</summary>
    public double Loss { get; }

    /// <summary>X'WX over these rows, packed upper triangle, at the same model as <see cref="Loss"/>.</summary>
    public IReadOnlyList<double> Hessian { get; }

    /// <summary>Training rounds.</summary>
    public int Rounds { get; }

    /// <summary>Whether the largest step fell below the tolerance.</summary>
    public bool Converged { get; }

    internal static SessionResult Create(SessionPlan plan, FederatedFit fit) => new(plan, fit, fit.Final!);
}
