namespace AgriCredit.Learning;

/// <summary>The round-based ways to fit, under their names in a scenario.</summary>
public enum OptimizerKind
{
    /// <summary>Exact Newton over sums of loss, gradient and X'WX: maximum likelihood, or the penalised optimum.</summary>
    Newton,

    /// <summary>Federated averaging: every party trains locally and the changes are averaged by rows (McMahan et al. 2017, algorithm 1).</summary>
    FedAvg,

    /// <summary>One full-batch gradient step a round (FederatedSGD of McMahan et al. 2017).</summary>
    FedSgd,
}
