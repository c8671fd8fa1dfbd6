namespace AgriCredit.Harness.Simulation;

/// <summary>The moment a simulated party leaves.</summary>
/// <param name="TrainingRound">The round of training, from 1.</param>
/// <param name="AfterInput">After its masked input of the round; else before.</param>
internal sealed record Departure(int TrainingRound, bool AfterInput);
