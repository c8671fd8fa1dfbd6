using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>The moment a simulated party leaves.</summary>
/// <param name="TrainingRound">The round of training, from 1; one that is given up counts.</param>
/// <param name="At">When in the round.</param>
internal sealed record Departure(int TrainingRound, DropMoment At);
