namespace AgriCredit.Harness.Results;

/// <summary>A finished run: what its folder holds.</summary>
/// <param name="Metrics">The figures.</param>
/// <param name="Rounds">The training rounds.</param>
/// <param name="Scenario">The scenario as resolved: the text of <c>scenario.json</c>.</param>
/// <param name="Model">The federated model.</param>
internal sealed record Run(RunMetrics Metrics, IReadOnlyList<RoundRecord> Rounds, string Scenario, CreditModel Model);
