using System.Diagnostics;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>One joint fit in this process: the parties and the dealer, each with its own keys, over a relay in memory. Messages are signed and sealed as they are between hosts.</summary>
internal sealed class JointFederationRun : IJointFederation
{
    private static readonly PartyId Coordinator = new("coordinator");
    private static readonly PartyId Dealer = new(VerticalPartition.Dealer);

    private readonly LoadedVerticalScenario _loaded;

    public JointFederationRun(LoadedVerticalScenario loaded) => _loaded = loaded;

    public async Task<SimulatedJointSession> RunAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        PartyId[] roles = [.. _loaded.Sides.Select(side => side.PartyId), Dealer];
        using var credentials = new EphemeralCredentials(Coordinator, roles, TimeProvider.System);
        var relay = new MemoryRelay();
        CountedMemberChannel[] channels = [.. roles.Select(role => new CountedMemberChannel(relay.Connect(role)))];

        // One role that fails for a reason of its own must not leave the others waiting.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<JointOutcome>[] tasks = [.. roles.Select((role, index) => Task.Run(() => RunRoleAsync(index, credentials.Identity(role), credentials.Roster, channels[index], progress, stop), stop.Token))];
        JointOutcome[] outcomes = await Task.WhenAll(tasks);
        cancellationToken.ThrowIfCancellationRequested();
        (PartyId, JointFailure)[] failures = [.. roles.Zip(outcomes).Where(role => role.Second.Failure is not null).Select(role => (role.First, role.Second.Failure!))];
        if (failures.Length > 0)
        {
            throw JointFailures.ToException(JointFailures.MostTelling(failures));
        }

        JointSessionRecord session = JointSessionRecord.Create(_loaded.Scenario.Name!, outcomes[0].Result!) with
        {
            Course = JointCourse.Of(_loaded.Sides.Count, [.. outcomes.Select(outcome => PassRecord.Of(outcome.Result!))]),
        };
        return new SimulatedJointSession(session, [.. channels.Select(channel => channel.Traffic)], Stopwatch.GetElapsedTime(started));
    }

    private async Task<JointOutcome> RunRoleAsync(int index, SigningIdentity identity, Roster roster, CountedMemberChannel channel, IProgress<double> progress, CancellationTokenSource stop)
    {
        await using (channel)
        {
            var options = new JointMemberOptions
            {
                Identity = identity,
                Roster = roster,
                LabelHolder = _loaded.LabelHolder.PartyId,
                Dealer = Dealer,
                PassFinished = identity.Id == _loaded.LabelHolder.PartyId ? pass => progress.Report((double)pass.Pass / pass.Passes) : null,
                Terms = new JointTerms
                {
                    L2 = _loaded.Scenario.Training.L2,
                    Standardise = _loaded.Scenario.Training.Standardise,

                    // The simulation compares the whole model with the pooled fit and writes it, so its parties agree to release it.
                    Release = JointRelease.Joined,
                },
            };
            try
            {
                return index < _loaded.Sides.Count
                    ? await new JointParty(options, Rows(_loaded.Sides[index])).RunAsync(channel, stop.Token)
                    : await new JointDealer(options).RunAsync(channel, stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private static JointRows Rows(LoadedSide side) => new(side.Ids, side.FeatureNames, side.Columns, side.Labels);
}
