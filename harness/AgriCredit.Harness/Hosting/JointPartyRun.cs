using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party's part in a joint fit between institutions.</summary>
internal static class JointPartyRun
{
    /// <summary>Joins the relay, fits, and writes what the party has at the end.</summary>
    /// <param name="setup">The party.</param>
    /// <param name="pool">Randomness prepared ahead, in place of a dealer; null with a dealer.</param>
    /// <param name="relay">The way to the relay.</param>
    /// <param name="log">Takes the events.</param>
    /// <param name="stop">Stops it; the others are told.</param>
    /// <exception cref="CommandLine.HarnessException">The relay cannot be reached, or the folder not be written.</exception>
    public static async Task<MemberOutcome> RunAsync(JointPartySetup setup, FitPool? pool, RelayEntrance relay, HostLog log, CancellationToken stop)
    {
        MemberSetup member = setup.Member;
        var party = new JointParty(setup.Options, new JointRows(setup.Side.Ids, setup.Side.FeatureNames, setup.Side.Columns, setup.Side.Labels), pool);
        log.Write("joining", $"Party '{member.Identity.Id}' joins the relay at {relay.Address} with {setup.Side.Ids.Count:N0} rows.", ("address", relay.Address));
        await using IMemberChannel channel = await relay.JoinAsync(log, stop);
        log.Write("joined", $"Party '{member.Identity.Id}' is at the relay; waiting up to {member.Terms.Section.Timeouts.CollectSeconds} s for the others.");
        JointOutcome outcome = await party.RunAsync(channel, stop);
        stop.ThrowIfCancellationRequested();
        return outcome.Failure is { } failure ? JointEnding.Fail(member.Identity.Id, failure, log) : JointEnding.Write(setup, outcome.Result!);
    }
}
