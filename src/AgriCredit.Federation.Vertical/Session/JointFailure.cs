namespace AgriCredit.Federation.Vertical;

/// <summary>Why a joint fit ended without a model, or scoring without scores, and by whom.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Member">Whose fault or decision it was; the member itself, another, or the coordinator for the relay.</param>
/// <param name="Message">What was expected, what was found, what to do.</param>
public sealed record JointFailure(JointFailureReason Reason, PartyId Member, string Message);
