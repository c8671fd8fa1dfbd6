using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Hosting;

/// <summary>A member's part in preparing randomness, for fits or for scores, so that no dealer is needed later.</summary>
internal static class Preparation
{
    /// <summary>Joins the relay and takes part in one preparation.</summary>
    /// <param name="relay">The member's way to the relay.</param>
    /// <param name="log">Takes the events.</param>
    /// <param name="run">Takes part; says why it failed, null if it did not.</param>
    /// <param name="stop">Stops it; the others are told.</param>
    /// <exception cref="HarnessException">The preparation failed; the exit code of its reason.</exception>
    public static async Task RunAsync(RelayEntrance relay, HostLog log, Func<IMemberChannel, CancellationToken, Task<JointFailure?>> run, CancellationToken stop)
    {
        await using IMemberChannel channel = await relay.JoinAsync(log, stop);
        log.Write("joined", $"At the relay; waiting up to {relay.Member.Terms.Section.Timeouts.CollectSeconds} s for the others.");
        JointFailure? failure = await run(channel, stop);
        stop.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            log.Write("failed", $"The preparation has failed: {failure.Reason}.", ("reason", failure.Reason));
            throw JointFailures.ToException(failure);
        }
    }
}
