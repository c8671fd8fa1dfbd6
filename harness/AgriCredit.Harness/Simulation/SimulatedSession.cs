using AgriCredit.Federation;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Simulation;

/// <summary>A simulated session that arrived at a model.</summary>
/// <param name="Session">What it arrived at.</param>
/// <param name="Traffic">What each party sent and received, in the members' order.</param>
/// <param name="Elapsed">From making the credentials to the last message.</param>
internal sealed record SimulatedSession(SessionRecord Session, IReadOnlyList<Traffic> Traffic, TimeSpan Elapsed);
