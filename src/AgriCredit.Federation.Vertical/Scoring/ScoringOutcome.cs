namespace AgriCredit.Federation.Vertical;

/// <summary>How a scoring session ended for a member: with a result or with a failure.</summary>
/// <param name="Result">The result; null after a failure.</param>
/// <param name="Failure">The failure; null after success.</param>
public sealed record ScoringOutcome(ScoringResult? Result, JointFailure? Failure);
