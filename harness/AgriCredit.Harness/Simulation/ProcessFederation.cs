using System.Diagnostics;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>
/// One session on this machine with every role in a process of its own, as between institutions: provisioned, configured by files, connected by mutual TLS on
/// loopback. Keys and rows are in a folder for this user's eyes, which is gone at the end.
/// </summary>
internal sealed class ProcessFederation : IFederation
{
    private const string RowsFileName = "rows.parquet";
    private const int ReconnectSeconds = 30;

    /// <summary>Many processes on few processors are slow with their first messages.</summary>
    private const int FewestCollectSeconds = 20;

    private readonly LoadedScenario _loaded;
    private readonly SessionRequest _request;
    private readonly IReadOnlyList<FederationMember> _members;

    public ProcessFederation(LoadedScenario loaded)
    {
        _loaded = loaded;
        _request = SessionTerms.Request(loaded);
        _members = SessionTerms.Members(loaded);
    }

    public async Task<SimulatedSession> RunAsync(Action<int> roundFinished, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("agricredit-");
        var processes = new List<MemberProcess>();
        try
        {
            Provision(folder.FullName, cancellationToken);
            MemberProcess coordinator = Start("the coordinator", CoordinatorArguments(folder.FullName), roundFinished);
            MemberProcess[] parties = [.. _members.Select((party, index) => Start($"party '{party.Id}'", PartyArguments(folder.FullName, index), roundFinished: null))];

            // All start side by side; the session's clock begins when all of them are there.
            foreach (MemberProcess process in processes)
            {
                await process.Ready.WaitAsync(cancellationToken);
            }

            coordinator.Begin("listen");
            string address = await coordinator.Listening.WaitAsync(cancellationToken);
            foreach (MemberProcess party in parties)
            {
                party.Begin(address);
            }

            MemberOutcome outcome = await FirstOutcomeAsync(coordinator, parties).WaitAsync(cancellationToken);
            MemberOutcome?[] own = await Task.WhenAll(parties.Select((party, index) => OwnOutcomeAsync(party, _members[index], cancellationToken)));
            if (outcome.Failure is { } failure)
            {
                throw SessionFailures.ToException(MostTelling(failure, own));
            }

            return new SimulatedSession(
                outcome.Session! with { Name = _loaded.Scenario.Name! },
                [.. own.Select(party => party?.Traffic?.ToTraffic() ?? default)],
                Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
            folder.Delete(recursive: true);
        }

        MemberProcess Start(string name, IReadOnlyList<string> arguments, Action<int>? roundFinished)
        {
            var process = MemberProcess.Start(name, arguments, roundFinished);
            processes.Add(process);
            return process;
        }
    }

    private string[] CoordinatorArguments(string root) =>
        ["coordinator", Path.Combine(MemberHomes.FolderOf(root, 0), MemberFiles.Coordinator), "--session", Convert.ToHexStringLower(_request.Session.Span)];

    private string[] PartyArguments(string root, int party) =>
    [
        "party",
        Path.Combine(MemberHomes.FolderOf(root, party + 1), MemberFiles.Party),
        .. _members[party].Leaves is { } leaves ? ["--leaves", leaves.ToString()] : Array.Empty<string>(),
    ];

    /// <summary>The coordinator's word; or the end of a party's process that says nothing, which the coordinator would wait for in vain.</summary>
    private async Task<MemberOutcome> FirstOutcomeAsync(MemberProcess coordinator, MemberProcess[] parties)
    {
        List<Task<MemberOutcome>> open = [coordinator.Outcome, .. parties.Where((_, index) => _members[index].Leaves is null).Select(party => party.Outcome)];
        while (true)
        {
            Task<MemberOutcome> ended = await Task.WhenAny(open);
            MemberOutcome outcome = await ended;
            if (ended == coordinator.Outcome)
            {
                return outcome;
            }

            open.Remove(ended);
        }
    }

    /// <summary>A party's own outcome, a moment after the coordinator's; null for one that was made to leave.</summary>
    private static async Task<MemberOutcome?> OwnOutcomeAsync(MemberProcess party, FederationMember member, CancellationToken cancellationToken) =>
        member.Leaves is null ? await party.Outcome.WaitAsync(cancellationToken) : null;

    /// <summary>A party's own words for its refusal say more than what the coordinator may be told; one that was missed has none.</summary>
    private static FailureRecord MostTelling(FailureRecord coordinator, IReadOnlyList<MemberOutcome?> parties) =>
        coordinator.Reason != nameof(SessionFailureReason.MissingParty)
        && parties.FirstOrDefault(party => party?.Failure?.Reason == coordinator.Reason && coordinator.Parties.SequenceEqual([party.Member]))?.Failure is { } telling
            ? telling with { LastRound = coordinator.LastRound }
            : coordinator;

    /// <summary>Writes each member's folder: key, terms, configuration, and a party's rows.</summary>
    private void Provision(string root, CancellationToken cancellationToken)
    {
        MemberHomes.Create(root, Terms(), FederationRun.CoordinatorId, [.. _members.Select(party => (party.Id, MemberFiles.Party, PartyText(party.Id)))], cancellationToken);
        for (int party = 0; party < _members.Count; party++)
        {
            RowsFile.Write(_members[party].Rows, Columns(), _loaded.Scenario.Data.Label, Path.Combine(MemberHomes.FolderOf(root, party + 1), RowsFileName), cancellationToken);
        }
    }

    private TermsSection Terms()
    {
        Scenario scenario = _loaded.Scenario;
        return new TermsSection
        {
            Name = scenario.Name!,
            Seed = scenario.Seed,
            Features = Columns(),
            Missing = new MissingSection { ByFeature = _loaded.Features.Where(feature => !feature.IsIndicator && feature.Missing != MissingHandling.Reject).ToDictionary(feature => feature.Name, feature => feature.Missing) },
            Training = scenario.Training,
            Aggregation = scenario.Aggregation with { Drop = [] },
            Privacy = scenario.Privacy,
            Timeouts = new TimeoutsSection
            {
                CollectSeconds = int.Max((int)_request.CollectTimeout.TotalSeconds, FewestCollectSeconds),
                UnmaskSeconds = int.Max((int)_request.UnmaskTimeout.TotalSeconds, FewestCollectSeconds),
                ReconnectSeconds = ReconnectSeconds,
            },
        };
    }

    private string PartyText(PartyId party) => ScenarioJson.Write(new PartySection
    {
        Party = party.Value,
        Data = new PartyData { Query = RowsFile.Query(Columns(), _loaded.Scenario.Data.Label, RowsFileName), Label = _loaded.Scenario.Data.Label },
    });

    /// <summary>The columns that a party holds; it makes the indicators of missing values itself.</summary>
    private string[] Columns() => [.. _loaded.Features.Where(feature => !feature.IsIndicator).Select(feature => feature.Name)];
}
