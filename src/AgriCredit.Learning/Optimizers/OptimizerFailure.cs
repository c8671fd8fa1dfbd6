namespace AgriCredit.Learning;

/// <summary>Why a fit has no result, with what to do about it.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Feature">The feature it shows in, or null where it is not one feature's.</param>
/// <param name="Message">One sentence: what, where, and the remedy. It holds no applicant's value.</param>
public sealed record OptimizerFailure(OptimizerFailureReason Reason, string? Feature, string Message);
