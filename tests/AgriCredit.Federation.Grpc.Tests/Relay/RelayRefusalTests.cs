using Grpc.Core;

namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>What the relay does not take, and what it tells whoever sent it.</summary>
public sealed class RelayRefusalTests : IAsyncLifetime, IDisposable
{
    private readonly RelayUnderTest _relay = new();
    private RelayHost _host = null!;

    public async Task InitializeAsync() => _host = await _relay.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task CertificateOfAnotherFederation_DoesNotGetIn()
    {
        using var strangers = new EphemeralCredentials(RelayUnderTest.Coordinator, [RelayUnderTest.Bank, RelayUnderTest.Cloud], TimeProvider.System);

        // The stranger trusts our relay; the relay does not trust the stranger.
        using var roster = new Roster(
            KeyValuePair.Create(RelayUnderTest.Coordinator, _relay.Credentials.Identity(RelayUnderTest.Coordinator).Certificate),
            [KeyValuePair.Create(RelayUnderTest.Bank, strangers.Identity(RelayUnderTest.Bank).Certificate)]);
        var security = new TransportSecurity(strangers.Identity(RelayUnderTest.Bank).Certificate, roster, [_relay.Credentials.Authority]);
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() =>
            GrpcMemberChannel.ConnectAsync(RelayUnderTest.Bank, _host.Address, security, new MemberChannelOptions(), default).WaitAsync(RelayUnderTest.Patience));
        Assert.Contains("does not accept this party's certificate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherMemberInTheRelaysPlace_IsNamed()
    {
        await using RelayHost impostor = await RelayHost.StartAsync(
            new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), _relay.Security(RelayUnderTest.Cloud), new RelayOptions(), default);
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => _relay.ConnectAsync(impostor, RelayUnderTest.Bank));
        Assert.Contains("showed the certificate of 'cloud', which is not the coordinator", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameThatIsNotTheCertificates_IsTheCallersMistake() => await Assert.ThrowsAsync<ArgumentException>(() =>
        GrpcMemberChannel.ConnectAsync(RelayUnderTest.Bank, _host.Address, _relay.Security(RelayUnderTest.Cloud), new MemberChannelOptions(), default));

    [Fact]
    public async Task FrameThatNamesAnother_IsFromWhoeverSentIt()
    {
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(_host, RelayUnderTest.Cloud);
        await using GrpcMemberChannel dealer = await _relay.ConnectAsync(_host, RelayUnderTest.Dealer);
        using RelayUnderTest.RawStream bank = _relay.OpenRaw(_host, RelayUnderTest.Bank);
        await bank.ReadAsync();

        // The only name in a frame is its receiver's: naming the dealer sends to the dealer, from the bank.
        await bank.WriteAsync(new RelayFrame(RelayFrameKind.Begin, "dealer", 1, new byte[] { 6 }));
        Assert.Equal(6, (await dealer.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience)).Span[0]);
        Task<ReceivedMessage> fromDealer = cloud.ReceiveAsync(RelayUnderTest.Dealer, default).AsTask();
        await Task.Delay(200);
        Assert.False(fromDealer.IsCompleted);
    }

    [Fact]
    public async Task SecondStream_IsRefusedWhileTheFirstIsAlive()
    {
        await using GrpcMemberChannel first = await _relay.ConnectAsync(_host, RelayUnderTest.Bank);
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => _relay.ConnectAsync(_host, RelayUnderTest.Bank));
        Assert.Contains("connected already", exception.Message, StringComparison.Ordinal);

        // The first has not noticed.
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(_host, RelayUnderTest.Cloud);
        await first.SendAsync(RelayUnderTest.Cloud, new byte[] { 3 }, default);
        Assert.Equal(3, (await cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience)).Span[0]);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "unknown receiver", "'stranger' is no member" },
        { "coordinator", "'coordinator' is no member" },
        { "oneself", "'bank' is no member" },
        { "no receiver", "'' is no member" },
        { "message over the limit", "the limit is 67108864" },
        { "continued before it begins", "goes on that has not begun" },
        { "begun before the last ends", "and the one before lacks 5 bytes" },
        { "more than the message", "where the message lacks 2" },
        { "empty part", "of 0 bytes, where the message lacks 2" },
        { "kind of the relay's", "which only the relay sends" },
        { "grant of what was not sent", "who did not send as much" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task FrameThatBreaksTheOrder_ClosesTheStreamAndSaysWhy(string fault, string expected)
    {
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(_host, RelayUnderTest.Cloud);
        using RelayUnderTest.RawStream bank = _relay.OpenRaw(_host, RelayUnderTest.Bank);
        await bank.ReadAsync();
        RelayFrame[] frames = fault switch
        {
            "unknown receiver" => [new(RelayFrameKind.Begin, "stranger", 1, new byte[1])],
            "coordinator" => [new(RelayFrameKind.Begin, "coordinator", 1, new byte[1])],
            "oneself" => [new(RelayFrameKind.Begin, "bank", 1, new byte[1])],
            "no receiver" => [new(RelayFrameKind.Begin, "", 1, new byte[1])],
            "message over the limit" => [new(RelayFrameKind.Begin, "cloud", MemberChannel.MessageLimit + 1, new byte[1])],
            "continued before it begins" => [new(RelayFrameKind.Continue, "cloud", 0, new byte[1])],
            "begun before the last ends" => [new(RelayFrameKind.Begin, "cloud", 6, new byte[1]), new(RelayFrameKind.Begin, "cloud", 1, new byte[1])],
            "more than the message" => [new(RelayFrameKind.Begin, "cloud", 3, new byte[1]), new(RelayFrameKind.Continue, "cloud", 0, new byte[3])],
            "empty part" => [new(RelayFrameKind.Begin, "cloud", 2)],
            "kind of the relay's" => [new(RelayFrameKind.Closed, "cloud")],
            _ => [new(RelayFrameKind.Grant, "cloud", 1)],
        };
        foreach (RelayFrame frame in frames)
        {
            await bank.WriteAsync(frame);
        }

        Assert.Contains(expected, (await bank.RefusalAsync()).Detail, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MemberLostException>(() => cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience));
    }

    [Fact]
    public async Task SenderThatDoesNotKeepToTheWindow_IsClosed()
    {
        // The cloud is not there, so the relay has to hold everything.
        using RelayUnderTest.RawStream bank = _relay.OpenRaw(_host, RelayUnderTest.Bank);
        await bank.ReadAsync();
        Task writing = Task.Run(async () =>
        {
            try
            {
                for (int i = 0; i < 20; i++)
                {
                    await bank.WriteAsync(new RelayFrame(RelayFrameKind.Begin, "cloud", RelayCodec.PayloadLimit, new byte[RelayCodec.PayloadLimit]));
                }
            }
            catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
            {
                // Closed in the middle, as it should be.
            }
        });
        Status status = await bank.RefusalAsync();
        await writing.WaitAsync(RelayUnderTest.Patience);

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Contains("the window is 4194304", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FrameOverTheLimit_IsNotEvenReceived()
    {
        using RelayUnderTest.RawStream bank = _relay.OpenRaw(_host, RelayUnderTest.Bank);
        await bank.ReadAsync();
        await Assert.ThrowsAsync<RpcException>(() => bank.WriteAsync(new RelayFrame(RelayFrameKind.Begin, "cloud", 2 * RelayCodec.PayloadLimit, new byte[4 * RelayCodec.PayloadLimit])));
        Assert.Equal(StatusCode.ResourceExhausted, (await bank.RefusalAsync()).StatusCode);
    }

    [Fact]
    public async Task Health_IsServingUntilTheRelayStops()
    {
        CoordinatorSighting sighting = await CoordinatorProbe.AskAsync(
            RelayUnderTest.Bank, _host.Address, _relay.Security(RelayUnderTest.Bank), TimeProvider.System, RelayUnderTest.Patience, default);
        Assert.True(sighting.IsServing);
    }
}
