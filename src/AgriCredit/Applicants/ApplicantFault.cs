namespace AgriCredit;

/// <summary>What is wrong with one value given by name.</summary>
/// <param name="Input">The input's name, as it was given.</param>
/// <param name="Reason">Why it cannot be scored.</param>
/// <param name="Message">What was expected, without the value.</param>
public sealed record ApplicantFault(string Input, ApplicantFaultReason Reason, string Message);
