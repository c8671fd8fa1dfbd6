namespace AgriCredit.Federation.Vertical;

/// <summary>What a party learns from a joint fit.</summary>
/// <param name="Weights">v of its own directions.</param>
/// <param name="Covariance">Their covariance matrix.</param>
/// <param name="Monitor">The opened sum of the range monitor.</param>
/// <param name="LastStep">The opened length of the last step in standard errors.</param>
/// <param name="Rounds">How often the party waited for the others.</param>
internal sealed record JointFitResult(double[] Weights, double[,] Covariance, double Monitor, double LastStep, int Rounds);
