using AgriCredit.Federation;

namespace AgriCredit.Harness.Simulation;

/// <summary>How a simulated session went.</summary>
/// <param name="Outcome">The result or the named failure.</param>
/// <param name="Rounds">All rounds summed.</param>
/// <param name="Traffic">What each party sent and received, in the members' order.</param>
/// <param name="Elapsed">From making the credentials to the last message.</param>
/// <param name="DroppedOut">The parties that were not there at the end, in the plan's order.</param>
internal sealed record FederationRecord(
    SessionOutcome Outcome,
    IReadOnlyList<RoundRecord> Rounds,
    IReadOnlyList<Traffic> Traffic,
    TimeSpan Elapsed,
    IReadOnlyList<PartyId> DroppedOut);
