using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Simulation;

/// <summary>A run that has a result, before it is written.</summary>
/// <param name="Run">Figures, rounds and scenario.</param>
/// <param name="Model">The federated model.</param>
internal sealed record FinishedRun(Run Run, CreditModel Model);
