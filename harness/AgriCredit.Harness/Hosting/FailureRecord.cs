namespace AgriCredit.Harness.Hosting;

/// <summary>How a session ended without a model, as <c>--json</c> prints it.</summary>
/// <param name="Reason">The named reason.</param>
/// <param name="Message">One sentence for a person.</param>
/// <param name="Parties">The parties concerned.</param>
/// <param name="LastRound">The last training round that was finished; null where there is none, or this role does not know.</param>
internal sealed record FailureRecord(string Reason, string Message, IReadOnlyList<string> Parties, int? LastRound = null);
