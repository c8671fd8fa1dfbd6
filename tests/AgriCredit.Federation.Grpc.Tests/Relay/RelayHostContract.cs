using AgriCredit.Federation.Tests.Relay;

namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>The contract of all relays and what a <see cref="RelayHost"/> adds to it, whichever way members come to it.</summary>
public abstract class RelayHostContract : MemberChannelContract, IAsyncLifetime, IDisposable
{
    private readonly RelayUnderTest _relay = new();
    private readonly PartyId[] _residents;
    private RelayHost _host = null!;

    /// <param name="residents">The members in the relay's own process; all others come over gRPC with mutual TLS.</param>
    protected RelayHostContract(params PartyId[] residents) => _residents = residents;

    public async Task InitializeAsync() => _host = await _relay.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _relay.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IMemberChannel> ConnectAsync(PartyId member) =>
        _residents.Contains(member) ? await _host.JoinAsync(member, CancellationToken.None) : await _relay.ConnectAsync(_host, member);

    [Fact]
    public async Task MemberOutsideTheRoster_IsTheCallersMistake()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await Assert.ThrowsAsync<ArgumentException>(() => bank.SendAsync(new PartyId("stranger"), new byte[1], default).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => bank.ReceiveAsync(RelayUnderTest.Coordinator, default).AsTask());
    }

    [Fact]
    public async Task SendCancelledInTheMiddle_ClosesTheChannelAndTheOtherIsTold()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        // More than the relay holds for a member that is not there.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bank.SendAsync(Cloud, new byte[4 * MemberChannel.Window], deadline.Token).AsTask().WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bank.SendAsync(Cloud, new byte[1], default).AsTask().WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bank.ReceiveAsync(Cloud, default).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task SendCancelledBeforeItBegins_LeavesTheChannelAsItWas()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bank.SendAsync(Cloud, new byte[1], new CancellationToken(true)).AsTask());
        await bank.SendAsync(Cloud, new byte[] { 7 }, default);
        Assert.Equal(7, (await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
    }
}
