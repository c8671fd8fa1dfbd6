namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>A member in the relay's own process that others send to.</summary>
public sealed class ResidentReceiverTests() : RelayHostContract(Cloud);

/// <summary>A member in the relay's own process that sends to others.</summary>
public sealed class ResidentSenderTests() : RelayHostContract(Bank, Dealer);

/// <summary>All members in the relay's own process.</summary>
public sealed class ResidentsTests() : RelayHostContract(Bank, Cloud, Dealer);

/// <summary>How a member in the relay's own process comes and goes.</summary>
public sealed class ResidentChannelTests : IDisposable
{
    private readonly RelayUnderTest _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task Resident_HasItsPlaceAlone()
    {
        await using RelayHost host = await _relay.StartAsync();
        IMemberChannel resident = await host.JoinAsync(RelayUnderTest.Dealer, default);
        FederationException outside = await Assert.ThrowsAsync<FederationException>(() => _relay.ConnectAsync(host, RelayUnderTest.Dealer));
        FederationException inside = await Assert.ThrowsAsync<FederationException>(() => host.JoinAsync(RelayUnderTest.Dealer, default));
        Assert.All([outside, inside], refused => Assert.Contains("connected already", refused.Message, StringComparison.Ordinal));
        await resident.DisposeAsync();

        // The place is free again, for either.
        await using (IMemberChannel connected = await _relay.ConnectAsync(host, RelayUnderTest.Dealer))
        {
            await Assert.ThrowsAsync<FederationException>(() => host.JoinAsync(RelayUnderTest.Dealer, default));
        }

        await using IMemberChannel again = await host.JoinAsync(RelayUnderTest.Dealer, default);
    }

    [Fact]
    public async Task MemberOutsideTheRoster_IsTheCallersMistake()
    {
        await using RelayHost host = await _relay.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => host.JoinAsync(RelayUnderTest.Coordinator, default));
        await Assert.ThrowsAsync<ArgumentException>(() => host.JoinAsync(new PartyId("stranger"), default));
    }

    [Fact]
    public async Task RelayThatStops_IsLostToItsResidentAfterWhatHadArrived()
    {
        RelayHost host = await _relay.StartAsync();
        await using IMemberChannel resident = await host.JoinAsync(RelayUnderTest.Dealer, default);
        await using GrpcMemberChannel bank = await _relay.ConnectAsync(host, RelayUnderTest.Bank);
        await bank.SendAsync(RelayUnderTest.Dealer, new byte[] { 4 }, default);
        using ReceivedMessage first = await resident.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience);
        Task waiting = resident.ReceiveAsync(RelayUnderTest.Bank, default).AsTask();
        await host.DisposeAsync();

        foreach (Task task in new[] { waiting, resident.SendAsync(RelayUnderTest.Bank, new byte[1], default).AsTask() })
        {
            MemberLostException lost = await Assert.ThrowsAsync<MemberLostException>(() => task.WaitAsync(RelayUnderTest.Patience));
            Assert.Equal((RelayUnderTest.Coordinator, true), (lost.Member, lost.IsRelay));
        }
    }

    [Fact]
    public async Task RelayThatCloses_TakesNobodyAndWaitsForTheLast()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        RelayHost host = await _relay.StartAsync(new RelayOptions { Joined = member => told.Enqueue($"+{member}"), Left = member => told.Enqueue($"-{member}") });
        IMemberChannel resident = await host.JoinAsync(RelayUnderTest.Dealer, default);
        GrpcMemberChannel bank = await _relay.ConnectAsync(host, RelayUnderTest.Bank);
        Task closed = host.CloseAsync(default);
        await resident.DisposeAsync();
        await resident.DisposeAsync();
        FederationException[] refused =
        [
            await Assert.ThrowsAsync<FederationException>(() => _relay.ConnectAsync(host, RelayUnderTest.Cloud)),
            await Assert.ThrowsAsync<FederationException>(() => host.JoinAsync(RelayUnderTest.Dealer, default)),
        ];
        Assert.All(refused, exception => Assert.Contains("takes no more members", exception.Message, StringComparison.Ordinal));
        CoordinatorSighting sighting = await CoordinatorProbe.AskAsync(
            RelayUnderTest.Cloud, host.Address, _relay.Security(RelayUnderTest.Cloud), TimeProvider.System, RelayUnderTest.Patience, default);
        Assert.False(sighting.IsServing);
        using (var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.CloseAsync(stop.Token));
        }

        Assert.False(closed.IsCompleted);
        await bank.DisposeAsync();
        await closed.WaitAsync(RelayUnderTest.Patience);
        await host.CloseAsync(default).WaitAsync(RelayUnderTest.Patience);
        await host.DisposeAsync();
        Assert.Equal(["+bank", "+dealer", "-bank", "-dealer"], told.Order(StringComparer.Ordinal));
        Assert.True(Array.IndexOf([.. told], "-dealer") < Array.IndexOf([.. told], "-bank"));
    }
}
