using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation.Grpc;

namespace AgriCredit.Adversary.Tests;

/// <summary>Connections that say nothing, little or too much, against the real host on the loopback interface.</summary>
public sealed class TransportTests : IAsyncLifetime, IDisposable
{
    private const int Small = 100_000;
    private const int Claimed = 256 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly InMemoryFederation _federation = new(SyntheticRows.Three());
    private readonly List<IDisposable> _owned = [];
    private Coordinator _coordinator = null!;
    private CoordinatorHost _host = null!;

    public async Task InitializeAsync()
    {
        _coordinator = new Coordinator(new CoordinatorOptions
        {
            Identity = _federation.Options.Identity,
            Roster = _federation.Options.Roster,
            Request = _federation.Request,
            PayloadLimit = Small,
        });
        _host = await CoordinatorHost.StartAsync(_coordinator, new IPEndPoint(IPAddress.Loopback, 0), Security(_federation.CoordinatorIdentity.Certificate), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        _coordinator.Dispose();
        _owned.ForEach(owned => owned.Dispose());
        await _host.DisposeAsync();
    }

    public void Dispose()
    {
        _coordinator.Dispose();
        _federation.Dispose();
    }

    [Fact]
    [Attack(AttackCatalogue.SlowLoris, Against.Naive)]
    public async Task OneConnectionAtATimeWithoutALimit_TheSilentOneKeepsAllOut()
    {
        using var server = new NaiveServer();
        using var silent = new TcpClient();
        await silent.ConnectAsync(server.Endpoint);
        using var honest = new TcpClient();
        await honest.ConnectAsync(server.Endpoint);
        await honest.GetStream().WriteAsync(new byte[] { 1, 0, 0, 0, 42 });
        byte[] answer = new byte[1];
        Task<int> reading = honest.GetStream().ReadAsync(answer).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(TimeSpan.FromSeconds(1)));
        silent.Close();
        Assert.Equal(1, await reading.WaitAsync(Patience));
    }

    [Fact]
    [Attack(AttackCatalogue.OversizedPayload, Against.Naive)]
    public async Task LengthThatIsBelieved_IsAllocated()
    {
        using var server = new NaiveServer();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Endpoint);
        await client.GetStream().WriteAsync(BitConverter.GetBytes(Claimed));
        for (int wait = 0; wait < 300 && server.Allocated < Claimed; wait++)
        {
            await Task.Delay(10);
        }

        Assert.True(server.Allocated >= Claimed);
    }

    /// <summary>Twenty connections that never begin the handshake and a call that stops in its first message: the session goes on beside them, and they are cut off.</summary>
    [Fact]
    [Attack(AttackCatalogue.SlowLoris, Against.Ours)]
    public async Task SilentAndStalledConnections_AreCutOffAndTheSessionGoesOn()
    {
        TcpClient[] silent = [.. Enumerable.Range(0, 20).Select(_ => new TcpClient())];
        _owned.AddRange(silent);
        foreach (TcpClient client in silent)
        {
            await client.ConnectAsync(IPAddress.Loopback, _host.Address.Port);
        }

        Task<HttpResponseMessage> stalled = PostAsync(new StalledContent([0, 0, 0, 3, 232, 1, 2, 3]));
        SessionOutcome[] outcomes = await Task.WhenAll(_federation.Parties.Select(async party =>
        {
            using var channel = new GrpcCoordinatorChannel(party.Identity.Id, _host.Address, Security(party.Identity.Certificate), Small, TimeSpan.FromSeconds(50));
            return await new Party(party).RunAsync(channel, CancellationToken.None);
        })).WaitAsync(Patience);
        Assert.All(outcomes, outcome => Assert.True(outcome.IsFinished, outcome.Failure?.ToString()));

        // The handshake has ten seconds, a message that is begun five and then 240 bytes a second.
        foreach (TcpClient client in silent)
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
        }

        await AssertRefusedAsync(stalled);
    }

    [Fact]
    [Attack(AttackCatalogue.OversizedPayload, Against.Ours)]
    public async Task LengthThatIsClaimed_IsNotAllocated()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        byte[] prefix = new byte[5 + 1000];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), Claimed);
        await AssertRefusedAsync(PostAsync(new ByteArrayContent(prefix)));
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < Claimed / 4);
        Assert.False(_coordinator.Completion.IsCompleted);
    }

    [Fact]
    [Attack(AttackCatalogue.OversizedPayload, Against.Ours)]
    public async Task PayloadOverTheLimit_IsTurnedAwayByName()
    {
        using var channel = new GrpcCoordinatorChannel(
            new PartyId("bank-0"), _host.Address, Security(_federation.Parties[0].Identity.Certificate), Claimed / 10, TimeSpan.FromSeconds(20));
        Envelope large = Envelope.Sign(_federation.Parties[0].Identity, new byte[Small + 1], MessageKind.Declaration, Envelope.NoHash, 0, 0, Envelope.NoHash);
        Assert.Equal(RejectionReason.PayloadTooLarge, (await channel.ExchangeAsync(large, CancellationToken.None).WaitAsync(Patience)).Rejection);
        Envelope huge = Envelope.Sign(_federation.Parties[0].Identity, new byte[20 * Small], MessageKind.Declaration, Envelope.NoHash, 0, 0, Envelope.NoHash);
        await Assert.ThrowsAsync<FederationException>(() => channel.ExchangeAsync(huge, CancellationToken.None).WaitAsync(Patience));
    }

    private static async Task AssertRefusedAsync(Task<HttpResponseMessage> call)
    {
        Task ended = await Task.WhenAny(call, Task.Delay(Patience));
        Assert.Same(call, ended);
        if (call.IsCompletedSuccessfully)
        {
            using HttpResponseMessage response = await call;
            string? status = response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? header) ? header.Single()
                : response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? trailer) ? trailer.Single() : null;
            Assert.True(!response.IsSuccessStatusCode || status is not "0", $"{response.StatusCode}, grpc-status {status}");
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => call);
        }
    }

    private Task<HttpResponseMessage> PostAsync(HttpContent content)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificates = [_federation.Parties[0].Identity.Certificate],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is X509Certificate2 presented && _federation.Credentials.Roster.FindByCertificate(presented) == _federation.Credentials.Roster.Coordinator,
            },
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _owned.Add(client);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Address, "/agricredit.v1.Coordination/Exchange"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return client.SendAsync(request);
    }

    private TransportSecurity Security(X509Certificate2 certificate) => new(certificate, _federation.Credentials.Roster, [_federation.Credentials.Authority]);

    /// <summary>Begins a message and never ends it.</summary>
    private sealed class StalledContent(byte[] beginning) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(beginning);
            await stream.FlushAsync();
            await Task.Delay(TimeSpan.FromMinutes(5));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
