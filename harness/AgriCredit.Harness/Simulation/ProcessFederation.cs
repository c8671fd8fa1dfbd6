using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>
/// One session on this machine with every role in a process of its own, as between institutions: provisioned, configured by files, connected by mutual TLS on
/// loopback. Keys and rows are in a folder for this user's eyes, which is gone at the end.
/// </summary>
internal sealed class ProcessFederation : IFederation
{
    private const string RowsFileName = "rows.parquet";
    private const string AnyPort = "127.0.0.1:0";
    private const int ReconnectSeconds = 30;

    /// <summary>Many processes on few processors are slow with their first messages.</summary>
    private const int FewestCollectSeconds = 20;

    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);
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
            FederationSection roster = Provision(folder.FullName, cancellationToken);
            foreach (string home in Enumerable.Range(0, _members.Count + 1).Select(member => FolderOf(folder.FullName, member)))
            {
                File.WriteAllText(Path.Combine(home, MemberFiles.DefaultFederation), ScenarioJson.Write(roster));
            }

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
        ["coordinator", Path.Combine(FolderOf(root, 0), MemberFiles.Coordinator), "--session", Convert.ToHexStringLower(_request.Session.Span)];

    private string[] PartyArguments(string root, int party) =>
    [
        "party",
        Path.Combine(FolderOf(root, party + 1), MemberFiles.Party),
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
    private FederationSection Provision(string root, CancellationToken cancellationToken)
    {
        using CertificateAuthority authority = CertificateAuthority.Create("AgriCredit simulation", Validity, TimeProvider.System);
        string[] certificates = new string[_members.Count + 1];
        string terms = ScenarioJson.Write(Terms());
        for (int member = 0; member < certificates.Length; member++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using ECDsa key = PrivateKey.Create();

            // The id stands in the roster; a common name may be too short for it.
            using X509Certificate2 certificate = authority.Issue(new PublicKey(key), $"member {member}", Validity / 2, TimeProvider.System);
            certificates[member] = CertificateFile.ToPem(certificate);
            string own = FolderOf(root, member);
            bool coordinates = member == 0;
            NewFiles.Write(
                own,
                NewFile.Private(Path.Combine(own, MemberFiles.DefaultKey), PrivateKey.ToPem(key, password: null)),
                NewFile.Public(Path.Combine(own, MemberFiles.DefaultTerms), terms),
                NewFile.Public(Path.Combine(own, coordinates ? MemberFiles.Coordinator : MemberFiles.Party), coordinates ? ScenarioJson.Write(new CoordinatorSection { Listen = AnyPort }) : PartyText(member)));
            if (!coordinates)
            {
                RowsFile.Write(_members[member - 1].Rows, Columns(), _loaded.Scenario.Data.Label, Path.Combine(own, RowsFileName), cancellationToken);
            }
        }

        return new FederationSection
        {
            Coordinator = new CoordinatorMember { Id = FederationRun.CoordinatorId.Value, Address = $"https://{AnyPort}", Certificate = certificates[0] },
            Parties = [.. _members.Select((party, index) => new PartyMember { Id = party.Id.Value, Certificate = certificates[index + 1] })],
            Authorities = [CertificateFile.ToPem(authority.Certificate)],
        };
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

    private string PartyText(int member) => ScenarioJson.Write(new PartySection
    {
        Party = _members[member - 1].Id.Value,
        Data = new PartyData { Query = RowsFile.Query(Columns(), _loaded.Scenario.Data.Label, RowsFileName), Label = _loaded.Scenario.Data.Label },
    });

    /// <summary>The columns that a party holds; it makes the indicators of missing values itself.</summary>
    private string[] Columns() => [.. _loaded.Features.Where(feature => !feature.IsIndicator).Select(feature => feature.Name)];

    private static string FolderOf(string root, int member) => Path.Combine(root, member == 0 ? "coordinator" : $"party-{member}");
}
