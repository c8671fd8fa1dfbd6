namespace AgriCredit.Federation;

/// <summary>A finished round, as the coordinator saw it.</summary>
/// <param name="Round">The round of the session, from 1; set-up sums included.</param>
/// <param name="Kind">What was summed.</param>
/// <param name="TrainingRound">The round of training, from 1; 0 in the other kinds.</param>
/// <param name="Parties">How many parties are in the sum.</param>
/// <param name="Objective">The penalised mean objective at the model the sums were taken at; NaN in the other kinds.</param>
/// <param name="LargestStep">The largest absolute change of a weight in the round; NaN in the other kinds.</param>
/// <param name="Elapsed">From the round's plan to its published sum.</param>
/// <param name="Bytes">Envelopes of the round on the wire, from all members, before TLS.</param>
public sealed record RoundRecord(
    ulong Round,
    RoundKind Kind,
    int TrainingRound,
    int Parties,
    double Objective,
    double LargestStep,
    TimeSpan Elapsed,
    long Bytes);
