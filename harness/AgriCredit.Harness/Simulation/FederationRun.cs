using System.Diagnostics;
using System.Net;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Simulation;

/// <summary>One session on this machine: a coordinator and its parties, each behind its own connection over gRPC with mutual TLS on loopback.</summary>
internal sealed class FederationRun : IFederation
{
    /// <summary>Rounds before the first of training: means and variances.</summary>
    public const int SetupRounds = 2;

    /// <summary>The coordinator's id; no party may have it.</summary>
    public static readonly PartyId CoordinatorId = new("coordinator");

    private readonly SessionRequest _request;
    private readonly IReadOnlyList<FederationMember> _members;

    private readonly string _name;

    public FederationRun(LoadedScenario loaded)
    {
        _name = loaded.Scenario.Name!;
        _request = SessionTerms.Request(loaded);
        _members = SessionTerms.Members(loaded);
    }

    public async Task<SimulatedSession> RunAsync(Action<int> roundFinished, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var credentials = new EphemeralCredentials(CoordinatorId, [.. _members.Select(member => member.Id)], TimeProvider.System);
        using var coordinator = new Coordinator(new CoordinatorOptions
        {
            Identity = credentials.Identity(CoordinatorId),
            Roster = credentials.Roster,
            Request = _request,
            RoundFinished = round =>
            {
                if (round.Kind == RoundKind.Training)
                {
                    roundFinished(round.TrainingRound);
                }
            },
        });
        await using CoordinatorHost host = await CoordinatorHost.StartAsync(
            coordinator,
            new IPEndPoint(IPAddress.Loopback, 0),
            Security(credentials, CoordinatorId),
            cancellationToken);
        using var leavers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Party[] parties = [.. _members.Select(member => CreateParty(member, credentials))];
        Task<SessionOutcome?>[] tasks = [.. _members.Select((member, index) => RunPartyAsync(
            parties[index], member, credentials, host.Address, coordinator.PayloadLimit, member.Leaves is null ? cancellationToken : leavers.Token))];
        SessionOutcome outcome = await coordinator.Completion.WaitAsync(cancellationToken);

        // A party that was made to leave waits for ever; the others end by themselves, a moment after the coordinator.
        await leavers.CancelAsync();
        SessionOutcome?[] outcomes = await Task.WhenAll(tasks);
        outcome = MostTelling(outcome, outcomes);
        return outcome.IsFinished
            ? new SimulatedSession(SessionRecord.Create(_name, outcome.Result, coordinator.Rounds, [.. coordinator.Roster.Parties.Except(coordinator.Participants)]), [.. parties.Select(party => party.Traffic)], Stopwatch.GetElapsedTime(started))
            : throw SessionFailures.ToException(outcome.Failure, coordinator.Rounds);
    }

    /// <summary>A party's own words for its refusal say more than what the coordinator may be told; one that was missed has none.</summary>
    private SessionOutcome MostTelling(SessionOutcome coordinator, IReadOnlyList<SessionOutcome?> parties) =>
        coordinator.Failure is { Reason: not SessionFailureReason.MissingParty, Parties: [var refused] } failure
        && parties.Where((_, index) => _members[index].Id == refused).FirstOrDefault(own => own?.Failure?.Reason == failure.Reason) is { } telling
            ? telling
            : coordinator;

    private Party CreateParty(FederationMember member, EphemeralCredentials credentials) => new(new PartyOptions
    {
        Identity = credentials.Identity(member.Id),
        Roster = credentials.Roster,
        Rows = member.Rows,
        ImputedFeatures = [.. _request.Features.Where(feature => feature.Imputed).Select(feature => feature.Name)],
        AcceptedWaivers = _request.Waivers,
        Trainer = member.Trainer,
    });

    private static async Task<SessionOutcome?> RunPartyAsync(
        Party party,
        FederationMember member,
        EphemeralCredentials credentials,
        Uri address,
        int payloadLimit,
        CancellationToken cancellationToken)
    {
        using var channel = new GrpcCoordinatorChannel(
            member.Id,
            address,
            Security(credentials, member.Id),
            payloadLimit,
            GrpcCoordinatorChannel.DefaultCallTimeout);
        try
        {
            return await party.RunAsync(member.Leaves is { } leave ? new LeavingChannel(channel, leave) : channel, cancellationToken);
        }
        catch (OperationCanceledException) when (member.Leaves is not null)
        {
            return null;
        }
    }

    private static TransportSecurity Security(EphemeralCredentials credentials, PartyId member) =>
        new(credentials.Identity(member).Certificate, credentials.Roster, [credentials.Authority]);
}
