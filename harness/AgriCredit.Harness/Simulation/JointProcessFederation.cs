using System.Diagnostics;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>
/// One joint fit on this machine with every member in a process of its own, as between institutions: provisioned, configured by files, over the relay with mutual TLS on
/// loopback, which the dealer's process serves. Keys and rows are in a folder for this user's eyes, which is gone at the end.
/// </summary>
internal sealed class JointProcessFederation : IJointFederation
{
    private const string RowsFileName = "rows.parquet";
    private const int ReconnectSeconds = 30;
    private static readonly PartyId Coordinator = new("coordinator");
    private readonly LoadedVerticalScenario _loaded;

    public JointProcessFederation(LoadedVerticalScenario loaded) => _loaded = loaded;

    public async Task<SimulatedJointSession> RunAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("agricredit-");
        var processes = new List<MemberProcess>();
        try
        {
            Provision(folder.FullName, cancellationToken);
            MemberProcess dealer = Start("the dealer", ["dealer", ConfigurationOf(_loaded.Sides.Count + 1, MemberFiles.Dealer), "--relay", ConfigurationOf(0, MemberFiles.Coordinator)]);
            MemberProcess[] parties = [.. _loaded.Sides.Select((side, index) => Start($"party '{side.Id}'", ["party", ConfigurationOf(index + 1, MemberFiles.Party)]))];

            // All start side by side; the session's clock begins when all of them are there.
            foreach (MemberProcess process in processes)
            {
                await process.Ready.WaitAsync(cancellationToken);
            }

            dealer.Begin("listen");
            string address = await dealer.Listening.WaitAsync(cancellationToken);
            foreach (MemberProcess party in parties)
            {
                party.Begin(address);
            }

            MemberOutcome[] outcomes = await Task.WhenAll(parties.Append(dealer).Select(role => role.Outcome)).WaitAsync(cancellationToken);
            progress.Report(1);
            (PartyId, JointFailure)[] failures = [.. outcomes.Where(outcome => outcome.Failure is not null).Select(outcome => (new PartyId(outcome.Member), JointFailures.Read(outcome.Failure!)))];
            if (failures.Length > 0)
            {
                throw JointFailures.ToException(JointFailures.MostTelling(failures));
            }

            JointSessionRecord session = outcomes[0].Joint! with { Course = JointCourse.Of(_loaded.Sides.Count, [.. outcomes.Select(outcome => outcome.Passes!)]) };
            return new SimulatedJointSession(session, [.. outcomes.Select(outcome => outcome.Traffic!.ToTraffic())], Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
            folder.Delete(recursive: true);
        }

        MemberProcess Start(string name, IReadOnlyList<string> arguments)
        {
            var process = MemberProcess.Start(name, arguments, compilesOnce: true);
            processes.Add(process);
            return process;
        }

        string ConfigurationOf(int member, string fileName) => Path.Combine(MemberHomes.FolderOf(folder.FullName, member), fileName);
    }

    /// <summary>Writes each member's folder: key, terms, configuration, and a party's rows.</summary>
    private void Provision(string root, CancellationToken cancellationToken)
    {
        string label = _loaded.Scenario.Data.Label;
        MemberHomes.Create(
            root,
            Terms(),
            Coordinator,
            [
                .. _loaded.Sides.Select(side => (side.PartyId, MemberFiles.Party, ScenarioJson.Write(new PartySection
                {
                    Party = side.Id,
                    Data = new PartyData { Query = RowsFile.Query([_loaded.IdColumn, .. side.FeatureNames], side.Labels is null ? null : label, RowsFileName), Label = label },
                }))),
                (new PartyId(VerticalPartition.Dealer), MemberFiles.Dealer, ScenarioJson.Write(new DealerSection())),
            ],
            cancellationToken);
        for (int index = 0; index < _loaded.Sides.Count; index++)
        {
            RowsFile.Write(_loaded.Sides[index], _loaded.IdColumn, label, Path.Combine(MemberHomes.FolderOf(root, index + 1), RowsFileName), cancellationToken);
        }
    }

    /// <summary>The scenario's, with the gaps filled already and the indicators as columns like any other.</summary>
    private TermsSection Terms() => new()
    {
        Name = _loaded.Scenario.Name!,
        Id = _loaded.IdColumn,
        Partition = new VerticalPartition { Parties = [.. _loaded.Sides.Select(side => new VerticalParty { Id = side.Id, Label = side.Labels is not null, Features = side.FeatureNames })] },

        // The simulation compares the whole model with the pooled fit and writes it, so its parties agree to release it.
        Release = ReleaseName.Joined,
        Training = _loaded.Scenario.Training,
        Timeouts = new TimeoutsSection { ReconnectSeconds = ReconnectSeconds },
    };
}
