using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation.Tests;
using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation.Grpc.Tests;

/// <summary>The session over gRPC with mutual TLS on the loopback interface, and who does not get in.</summary>
public sealed class LoopbackTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly InMemoryFederation _federation = new(SyntheticRows.Three());
    private Coordinator _coordinator = null!;
    private CoordinatorHost _host = null!;

    public async Task InitializeAsync()
    {
        _coordinator = new Coordinator(_federation.Options);
        _host = await StartAsync(_coordinator);
    }

    public async Task DisposeAsync()
    {
        _coordinator.Dispose();
        await _host.DisposeAsync();
    }

    public void Dispose()
    {
        _coordinator.Dispose();
        _federation.Dispose();
    }

    [Fact]
    public async Task Session_ArrivesAtTheBitsOfTheOneInMemory()
    {
        SessionOutcome[] outcomes = await Task.WhenAll(_federation.Parties.Select(async party =>
        {
            using GrpcCoordinatorChannel channel = Channel(party.Identity.Id, Security(party.Identity.Certificate));
            return await new Party(party).RunAsync(channel, CancellationToken.None);
        })).WaitAsync(Patience);
        SessionOutcome coordinator = await _coordinator.Completion;
        Assert.True(await _coordinator.WaitForDeliveryAsync(TimeSpan.Zero, CancellationToken.None));
        using var inMemory = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome expected = await inMemory.RunAsync();
        Assert.True(coordinator.IsFinished, coordinator.Failure?.ToString());
        Assert.All(outcomes.Append(coordinator), outcome => Assert.Equal(expected.Result!.Weights, outcome.Result!.Weights));
        Assert.All(outcomes.Append(coordinator), outcome => Assert.Equal(expected.Result!.ModelHash.ToArray(), outcome.Result!.ModelHash.ToArray()));
    }

    [Fact]
    public void Server_IsBoundToTheLoopbackInterface()
    {
        Assert.True(_host.Address.IsLoopback);
        Assert.Equal("https", _host.Address.Scheme);
        Assert.NotEqual(0, _host.Address.Port);
    }

    [Fact]
    public async Task CertificateOfAnotherAuthority_DoesNotGetIn()
    {
        using var strangers = new EphemeralCredentials(new PartyId("coordinator"), [new PartyId("bank-0"), new PartyId("bank-1")], TimeProvider.System);
        await AssertNotConnectedAsync(Security(strangers.Identity(new PartyId("bank-0")).Certificate));
    }

    [Fact]
    public async Task CoordinatorsOwnCertificate_DoesNotGetInAsAParty() =>
        await AssertNotConnectedAsync(Security(_federation.CoordinatorIdentity.Certificate));

    [Fact]
    public async Task PinnedCertificateOfAnUntrustedAuthority_DoesNotGetIn()
    {
        // The roster pins a self-signed certificate by mistake; the authority still has to vouch for it.
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 own = new CertificateRequest("CN=own", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        using var roster = new Roster(
            KeyValuePair.Create(new PartyId("coordinator"), _federation.CoordinatorIdentity.Certificate),
            [KeyValuePair.Create(new PartyId("own"), own)]);
        var security = new TransportSecurity(_federation.CoordinatorIdentity.Certificate, roster, [_federation.Credentials.Authority]);
        Assert.Null(security.Accept(own));
        Assert.Equal(new PartyId("coordinator"), security.Accept(_federation.CoordinatorIdentity.Certificate));
        await AssertNotConnectedAsync(Security(own));
    }

    [Fact]
    public async Task ClientWithoutCertificate_DoesNotGetIn()
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13, RemoteCertificateValidationCallback = (_, certificate, _, _) => IsCoordinator(certificate) },
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(_host.Address).WaitAsync(Patience));
    }

    [Fact]
    public async Task ClientOfAnOlderTls_DoesNotGetIn()
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12,
                ClientCertificates = [_federation.Parties[0].Identity.Certificate],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsCoordinator(certificate),
            },
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(_host.Address).WaitAsync(Patience));
    }

    [Fact]
    public async Task ServerThatIsNotTheCoordinator_IsNotSpokenTo()
    {
        // Another member of the roster stands where the coordinator should be.
        await using CoordinatorHost impostor = await CoordinatorHost.StartAsync(
            _coordinator, new IPEndPoint(IPAddress.Loopback, 0), Security(_federation.Parties[2].Identity.Certificate), CancellationToken.None);
        using var channel = new GrpcCoordinatorChannel(
            new PartyId("bank-0"), impostor.Address, Security(_federation.Parties[0].Identity.Certificate), CoordinatorOptions.DefaultPayloadLimit, TimeSpan.FromSeconds(20));
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => channel.ExchangeAsync(Declaration(0), CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(new PartyId("bank-0"), exception.Party);
    }

    [Fact]
    public async Task EnvelopeOfAnotherParty_IsOfAnUnknownSender()
    {
        using GrpcCoordinatorChannel channel = Channel(new PartyId("bank-1"), Security(_federation.Parties[1].Identity.Certificate));
        ExchangeReply reply = await channel.ExchangeAsync(Declaration(0), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(RejectionReason.UnknownSender, reply.Rejection);
        Assert.Empty(reply.Envelopes);
    }

    [Fact]
    public async Task AlteredEnvelope_IsABadSignature()
    {
        using GrpcCoordinatorChannel channel = Channel(new PartyId("bank-0"), Security(_federation.Parties[0].Identity.Certificate));
        Federation.Wire.Envelope wire = Declaration(0).Wire.Clone();
        wire.Payload = ByteString.CopyFrom(1, 2, 3);
        ExchangeReply reply = await channel.ExchangeAsync(Envelope.FromWire(wire), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(RejectionReason.BadSignature, reply.Rejection);
    }

    [Fact]
    public async Task PayloadOverTheLimit_IsRefused()
    {
        using var coordinator = new Coordinator(new CoordinatorOptions
        {
            Identity = _federation.Options.Identity,
            Roster = _federation.Options.Roster,
            Request = _federation.Request,
            PayloadLimit = 100_000,
        });
        await using CoordinatorHost host = await StartAsync(coordinator);
        using var channel = new GrpcCoordinatorChannel(
            new PartyId("bank-0"), host.Address, Security(_federation.Parties[0].Identity.Certificate), CoordinatorOptions.DefaultPayloadLimit, TimeSpan.FromSeconds(20));

        // A little too large is turned away with a reason; much too large is not even received.
        ExchangeReply reply = await channel.ExchangeAsync(Declaration(0).Forge(_federation.Parties[0].Identity, payload: new byte[100_001]), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(RejectionReason.PayloadTooLarge, reply.Rejection);
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => channel.ExchangeAsync(
            Declaration(0).Forge(_federation.Parties[0].Identity, payload: new byte[1_000_000]), CancellationToken.None).WaitAsync(Patience));
        Assert.Contains("bank-0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallThatWaitsTooLong_Fails()
    {
        using GrpcCoordinatorChannel channel = Channel(new PartyId("bank-0"), Security(_federation.Parties[0].Identity.Certificate), TimeSpan.FromSeconds(3));
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => channel.ExchangeAsync(Declaration(0), CancellationToken.None).WaitAsync(Patience));
        Assert.Contains("did not answer within 3 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RepeatAfterALostCall_GetsTheAnswerToTheFirst()
    {
        TransportSecurity security = Security(_federation.Parties[0].Identity.Certificate);
        using (var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        using (GrpcCoordinatorChannel lost = Channel(new PartyId("bank-0"), security))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost.ExchangeAsync(Declaration(0), stop.Token).WaitAsync(Patience));
        }

        Task<ExchangeReply>[] all = [.. Enumerable.Range(0, 3).Select(async index =>
        {
            PartyOptions party = _federation.Parties[index];
            using GrpcCoordinatorChannel channel = Channel(party.Identity.Id, Security(party.Identity.Certificate));
            return await channel.ExchangeAsync(Declaration(index), CancellationToken.None);
        })];
        foreach (ExchangeReply reply in await Task.WhenAll(all).WaitAsync(Patience))
        {
            Assert.Equal(MessageKind.SessionPlan, Assert.Single(reply.Envelopes).Kind);
        }
    }

    [Fact]
    public async Task CoordinatorThatIsStopped_FailsTheCallThatWaits()
    {
        using var coordinator = new Coordinator(_federation.Options);
        CoordinatorHost host = await StartAsync(coordinator);
        using var channel = new GrpcCoordinatorChannel(
            new PartyId("bank-0"), host.Address, Security(_federation.Parties[0].Identity.Certificate), CoordinatorOptions.DefaultPayloadLimit, TimeSpan.FromSeconds(30));
        Task<ExchangeReply> waiting = channel.ExchangeAsync(Declaration(0), CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await host.DisposeAsync();
        await Assert.ThrowsAsync<FederationException>(() => waiting.WaitAsync(Patience));
        await Assert.ThrowsAsync<FederationException>(() => channel.ExchangeAsync(Declaration(0), CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task PartyThatCannotReachTheCoordinator_EndsWithATimeout()
    {
        await _host.DisposeAsync();
        using GrpcCoordinatorChannel channel = Channel(new PartyId("bank-0"), Security(_federation.Parties[0].Identity.Certificate), TimeSpan.FromSeconds(20), new Uri("https://127.0.0.1:1"));
        SessionOutcome outcome = await new Party(_federation.Parties[0]).RunAsync(channel, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(SessionFailureReason.Timeout, outcome.Failure!.Reason);
        Assert.Equal([new PartyId("bank-0")], outcome.Failure.Parties);
    }

    [Fact]
    public async Task Confirmation_IsThatOfTheConnectionsMember()
    {
        _coordinator.Cancel();
        foreach (int index in (int[])[0, 0, 0, 1])
        {
            PartyOptions party = _federation.Parties[index];
            using GrpcCoordinatorChannel channel = Channel(party.Identity.Id, Security(party.Identity.Certificate));
            await Assert.ThrowsAsync<ArgumentException>(() => channel.ConfirmAsync(new PartyId("bank-2"), CancellationToken.None));
            await channel.ConfirmAsync(party.Identity.Id, CancellationToken.None).WaitAsync(Patience);
        }

        // Another's channel does not make a certificate another's.
        using GrpcCoordinatorChannel disguised = Channel(new PartyId("bank-2"), Security(_federation.Parties[1].Identity.Certificate));
        await disguised.ConfirmAsync(new PartyId("bank-2"), CancellationToken.None).WaitAsync(Patience);
        Assert.False(await _coordinator.WaitForDeliveryAsync(TimeSpan.Zero, CancellationToken.None));

        using GrpcCoordinatorChannel last = Channel(new PartyId("bank-2"), Security(_federation.Parties[2].Identity.Certificate));
        await last.ConfirmAsync(new PartyId("bank-2"), CancellationToken.None).WaitAsync(Patience);
        Assert.True(await _coordinator.WaitForDeliveryAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task CoordinatorThatHasGone_NeedsNoConfirmation()
    {
        // As long as a message would be tried again, a confirmation is not; and whoever is stopped while it is tried keeps the result.
        using var channel = new GrpcCoordinatorChannel(
            new PartyId("bank-0"), _host.Address, Security(_federation.Parties[0].Identity.Certificate), CoordinatorOptions.DefaultPayloadLimit, TimeSpan.FromSeconds(50))
        {
            ReconnectTimeout = TimeSpan.FromHours(1),
            LongestConnecting = TimeSpan.FromSeconds(2),
        };
        await _host.DisposeAsync();
        await channel.ConfirmAsync(new PartyId("bank-0"), CancellationToken.None).WaitAsync(Patience);
        await channel.ConfirmAsync(new PartyId("bank-0"), new CancellationToken(canceled: true)).WaitAsync(Patience);
    }

    private static async Task AssertNotConnectedAsync(GrpcCoordinatorChannel channel, Envelope message) =>
        await Assert.ThrowsAsync<FederationException>(() => channel.ExchangeAsync(message, CancellationToken.None).WaitAsync(Patience));

    private async Task AssertNotConnectedAsync(TransportSecurity security)
    {
        using GrpcCoordinatorChannel channel = Channel(new PartyId("bank-0"), security, TimeSpan.FromSeconds(20));
        await AssertNotConnectedAsync(channel, Declaration(0));
        Assert.False(_coordinator.Completion.IsCompleted);
    }

    private bool IsCoordinator(X509Certificate? certificate) =>
        certificate is X509Certificate2 presented && _federation.Credentials.Roster.FindByCertificate(presented) == _federation.Credentials.Roster.Coordinator;

    private Task<CoordinatorHost> StartAsync(Coordinator coordinator) => CoordinatorHost.StartAsync(
        coordinator, new IPEndPoint(IPAddress.Loopback, 0), Security(_federation.CoordinatorIdentity.Certificate), CancellationToken.None);

    private GrpcCoordinatorChannel Channel(PartyId party, TransportSecurity security, TimeSpan? timeout = null, Uri? address = null) =>
        new(party, address ?? _host.Address, security, CoordinatorOptions.DefaultPayloadLimit, timeout ?? TimeSpan.FromSeconds(50));

    private TransportSecurity Security(X509Certificate2 certificate) => new(certificate, _federation.Credentials.Roster, [_federation.Credentials.Authority]);

    private Envelope Declaration(int party)
    {
        var declaration = new Federation.Wire.Declaration { Version = 1, RowsExponent = 8 };
        declaration.Features.AddRange(["x0", "x1", "x2"]);
        declaration.Exponents.AddRange([1, 2, 3]);
        return Envelope.Sign(_federation.Parties[party].Identity, declaration.ToByteArray(), MessageKind.Declaration, Envelope.NoHash, 0, 0, Envelope.NoHash);
    }
}
