using System.Net;
using System.Security.Cryptography;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>A coordinator's and its parties' identities and rows; runs sessions among them in this process.</summary>
internal sealed class FederatedMembers : IDisposable
{
    private readonly PartyId _coordinator = new("coordinator");
    private readonly IReadOnlyList<Dataset> _rows;
    private readonly PartyId[] _parties;
    private readonly EphemeralCredentials _credentials;

    public FederatedMembers(IReadOnlyList<Dataset> rows)
    {
        _rows = rows;
        _parties = [.. rows.Select((_, index) => new PartyId($"bank-{index}"))];
        _credentials = new EphemeralCredentials(_coordinator, _parties, TimeProvider.System);
    }

    /// <summary>Runs a session with the coordinator itself as every party's channel.</summary>
    public async Task<FinishedSession> RunInMemoryAsync(TrainingOptions training)
    {
        using Coordinator coordinator = CreateCoordinator(training);
        await Task.WhenAll(_parties.Select((_, index) => CreateParty(index).RunAsync(coordinator, CancellationToken.None)));
        return await FinishAsync(coordinator);
    }

    /// <summary>Runs a session over gRPC with mutual TLS on loopback, a connection for each party.</summary>
    public async Task<FinishedSession> RunOverGrpcAsync(TrainingOptions training)
    {
        using Coordinator coordinator = CreateCoordinator(training);
        await using CoordinatorHost host = await CoordinatorHost.StartAsync(
            coordinator, new IPEndPoint(IPAddress.Loopback, 0), Security(_coordinator), CancellationToken.None);
        await Task.WhenAll(_parties.Select(async (id, index) =>
        {
            using var channel = new GrpcCoordinatorChannel(
                id, host.Address, Security(id), coordinator.PayloadLimit, GrpcCoordinatorChannel.DefaultCallTimeout);
            await CreateParty(index).RunAsync(channel, CancellationToken.None);
        }));
        return await FinishAsync(coordinator);
    }

    /// <summary>Releases the identities.</summary>
    public void Dispose() => _credentials.Dispose();

    private static async Task<FinishedSession> FinishAsync(Coordinator coordinator)
    {
        SessionOutcome outcome = await coordinator.Completion;
        return outcome.IsFinished
            ? new FinishedSession(outcome.Result, coordinator.Rounds)
            : throw new InvalidOperationException($"The session that was to be measured failed: {outcome.Failure.Reason}. {outcome.Failure.Message}");
    }

    private Coordinator CreateCoordinator(TrainingOptions training) => new(new CoordinatorOptions
    {
        Identity = _credentials.Identity(_coordinator),
        Roster = _credentials.Roster,
        Request = new SessionRequest
        {
            Session = RandomNumberGenerator.GetBytes(32),
            Features = [.. _rows[0].FeatureNames.Select(name => new PlannedFeature(name))],
            Training = training,
            Waivers = Waivers.All,
        },
    });

    private Party CreateParty(int index) => new(new PartyOptions
    {
        Identity = _credentials.Identity(_parties[index]),
        Roster = _credentials.Roster,
        Rows = _rows[index],
        AcceptedWaivers = Waivers.All,
    });

    private TransportSecurity Security(PartyId member) => new(_credentials.Identity(member).Certificate, _credentials.Roster, [_credentials.Authority]);
}

/// <summary>A session that ended with a result.</summary>
/// <param name="Result">The result.</param>
/// <param name="Rounds">All rounds summed, set-up included.</param>
internal sealed record FinishedSession(SessionResult Result, IReadOnlyList<RoundRecord> Rounds)
{
    /// <summary>From the first plan of a training round to the last published sum, in seconds.</summary>
    public double TrainingSeconds => Rounds.Where(round => round.Kind == RoundKind.Training).Sum(round => round.Elapsed.TotalSeconds);
}
