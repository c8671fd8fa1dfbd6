namespace AgriCredit.Harness.Results;

/// <summary>One training round: a line of <c>rounds.csv</c>.</summary>
/// <param name="Round">Number of the round, from 1.</param>
/// <param name="Parties">Parties counted in the sum.</param>
/// <param name="Objective">Penalised mean objective at the weights the round's sums were taken at; null in a joint fit, where nobody learns it.</param>
/// <param name="MaxStep">Largest absolute change of a coefficient; null likewise.</param>
/// <param name="Seconds">Wall-clock seconds of the round.</param>
/// <param name="Bytes">Bytes sent by all roles in the round.</param>
internal readonly record struct RoundRecord(int Round, int Parties, double? Objective, double? MaxStep, double Seconds, long Bytes);
