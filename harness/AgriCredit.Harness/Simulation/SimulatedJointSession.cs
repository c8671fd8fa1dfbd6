using AgriCredit.Federation;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Simulation;

/// <summary>A simulated joint fit that arrived at a model.</summary>
/// <param name="Session">What it arrived at.</param>
/// <param name="Traffic">What each role sent and received: the parties in the order of the session's parts, then the dealer.</param>
/// <param name="Elapsed">From making the credentials to the last message.</param>
internal sealed record SimulatedJointSession(JointSessionRecord Session, IReadOnlyList<Traffic> Traffic, TimeSpan Elapsed);
