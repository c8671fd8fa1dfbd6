using System.Net;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation.Tests;

namespace AgriCredit.Federation.Grpc.Tests;

/// <summary>Asking for a coordinator without a session: what is seen of it, and why it could not be asked.</summary>
public sealed class CoordinatorProbeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly InMemoryFederation _federation = new(SyntheticRows.Three());

    public void Dispose() => _federation.Dispose();

    [Fact]
    public async Task CoordinatorThatWaits_IsServingAndTellsItsTime()
    {
        using var coordinator = new Coordinator(_federation.Options);
        await using CoordinatorHost host = await StartAsync(coordinator, _federation.CoordinatorIdentity.Certificate);
        CoordinatorSighting sighting = await AskAsync(host.Address);

        Assert.True(sighting.IsServing);
        Assert.InRange(sighting.ClockDifference!.Value, TimeSpan.FromSeconds(-10), TimeSpan.FromSeconds(10));
        Assert.False(coordinator.Completion.IsCompleted);
    }

    [Fact]
    public async Task CoordinatorWhoseSessionHasEnded_IsNotServing()
    {
        using var coordinator = new Coordinator(_federation.Options);
        await using CoordinatorHost host = await StartAsync(coordinator, _federation.CoordinatorIdentity.Certificate);
        coordinator.Cancel();

        Assert.False((await AskAsync(host.Address)).IsServing);
    }

    [Fact]
    public async Task AnotherMemberInTheCoordinatorsPlace_IsNamed()
    {
        using var coordinator = new Coordinator(_federation.Options);
        await using CoordinatorHost host = await StartAsync(coordinator, _federation.Parties[2].Identity.Certificate);
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => AskAsync(host.Address));

        Assert.Contains("showed the certificate of 'bank-2', which is not the coordinator", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_IsSaidToBeNobody()
    {
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => AskAsync(new Uri("https://127.0.0.1:1")));

        Assert.Contains("nothing listens there", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartyThatIsNotInTheRoster_LearnsThatItsCertificateIsNotAccepted()
    {
        using var coordinator = new Coordinator(_federation.Options);
        await using CoordinatorHost host = await StartAsync(coordinator, _federation.CoordinatorIdentity.Certificate);
        using var strangers = new EphemeralCredentials(new PartyId("coordinator"), [new PartyId("bank-0"), new PartyId("bank-1")], TimeProvider.System);
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => AskAsync(host.Address, strangers.Identity(new PartyId("bank-0")).Certificate));

        Assert.Contains("does not accept this party's certificate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CoordinatorThatComesBackInTime_IsAnswered()
    {
        using var coordinator = new Coordinator(_federation.Options);
        CoordinatorHost first = await StartAsync(coordinator, _federation.CoordinatorIdentity.Certificate);
        int port = first.Address.Port;
        await first.DisposeAsync();
        var waited = new List<string>();
        Task<SessionOutcome>[] parties = [.. _federation.Parties.Select(async party =>
        {
            using var channel = new GrpcCoordinatorChannel(party.Identity.Id, new Uri($"https://127.0.0.1:{port}"), Security(party.Identity.Certificate), CoordinatorOptions.DefaultPayloadLimit, Patience)
            {
                ReconnectTimeout = Patience,
                Waiting = text =>
                {
                    lock (waited)
                    {
                        waited.Add(text);
                    }
                },
            };
            return await new Party(party).RunAsync(channel, CancellationToken.None);
        })];
        await Task.Delay(TimeSpan.FromSeconds(1));
        await using CoordinatorHost second = await StartAsync(coordinator, _federation.CoordinatorIdentity.Certificate, port);
        SessionOutcome[] outcomes = await Task.WhenAll(parties).WaitAsync(2 * Patience);

        Assert.All(outcomes, outcome => Assert.True(outcome.IsFinished, outcome.Failure?.ToString()));
        Assert.All(waited, text => Assert.Contains("Trying again", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CallThatHasWaitedLongBeforeItsLineBreaks_IsRepeatedAllTheSame()
    {
        using var coordinator = new Coordinator(_federation.Options);
        await using CoordinatorHost host = await StartAsync(coordinator, _federation.CoordinatorIdentity.Certificate);
        await using var line = new BreakingLine(host.Address.Port, life: TimeSpan.FromSeconds(9));
        int told = 0;
        Task<SessionOutcome>[] parties = [.. _federation.Parties.Select(async (party, place) =>
        {
            Uri address = place == 0 ? new Uri($"https://127.0.0.1:{line.Port}") : host.Address;
            if (place > 0)
            {
                // Until then the first waits for its answer, and then for its line.
                await line.Mended;
            }

            using var channel = new GrpcCoordinatorChannel(party.Identity.Id, address, Security(party.Identity.Certificate), CoordinatorOptions.DefaultPayloadLimit, Patience)
            {
                ReconnectTimeout = TimeSpan.FromSeconds(8),
                LongestConnecting = TimeSpan.FromSeconds(0.5),
                Waiting = _ =>
                {
                    told++;
                    line.Mend();
                },
            };
            return await new Party(party).RunAsync(channel, CancellationToken.None);
        })];
        Task first = await Task.WhenAny(parties[0], line.Mended);
        Assert.True(first == line.Mended, $"The first party has given up: {(first == line.Mended ? null : (await parties[0]).Failure)}");
        SessionOutcome[] outcomes = await Task.WhenAll(parties).WaitAsync(2 * Patience);

        Assert.All(outcomes, outcome => Assert.True(outcome.IsFinished, outcome.Failure?.ToString()));
        Assert.Equal(1, told);
    }

    private Task<CoordinatorSighting> AskAsync(Uri address, X509Certificate2? certificate = null) => CoordinatorProbe.AskAsync(
        new PartyId("bank-0"), address, Security(certificate ?? _federation.Parties[0].Identity.Certificate), TimeProvider.System, Patience, CancellationToken.None);

    private Task<CoordinatorHost> StartAsync(Coordinator coordinator, X509Certificate2 certificate, int port = 0) =>
        CoordinatorHost.StartAsync(coordinator, new IPEndPoint(IPAddress.Loopback, port), Security(certificate), CancellationToken.None);

    private TransportSecurity Security(X509Certificate2 certificate) => new(certificate, _federation.Credentials.Roster, [_federation.Credentials.Authority]);
}
