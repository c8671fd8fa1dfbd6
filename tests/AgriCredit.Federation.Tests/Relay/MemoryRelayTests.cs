namespace AgriCredit.Federation.Tests.Relay;

/// <summary>The relay within one process.</summary>
public sealed class MemoryRelayTests : MemberChannelContract
{
    private readonly MemoryRelay _relay = new();

    protected override Task<IMemberChannel> ConnectAsync(PartyId member) => Task.FromResult(_relay.Connect(member));

    [Fact]
    public async Task SecondChannelOfAMember_IsRefusedUntilTheFirstIsClosed()
    {
        IMemberChannel first = _relay.Connect(Bank);
        Assert.Throws<InvalidOperationException>(() => _relay.Connect(Bank));
        await first.DisposeAsync();
        await using IMemberChannel second = _relay.Connect(Bank);
        Assert.Equal(Bank, second.Self);
    }

    [Fact]
    public async Task Hooks_SeeAlterAndLoseMessages()
    {
        var seen = new List<(PartyId, PartyId, byte)>();
        var relay = new MemoryRelay
        {
            Tamper = (_, _, message) => message.Span[0] switch
            {
                1 => default(ReadOnlyMemory<byte>?), // a plain null would become an empty message
                2 => new byte[] { 20 },
                _ => message,
            },
            Tap = (from, to, message) => seen.Add((from, to, message.Span[0])),
        };
        await using IMemberChannel bank = relay.Connect(Bank);
        await using IMemberChannel cloud = relay.Connect(Cloud);
        for (byte i = 1; i <= 3; i++)
        {
            await bank.SendAsync(Cloud, new[] { i }, default);
        }

        Assert.Equal(20, (await cloud.ReceiveAsync(Bank, default)).Span[0]);
        Assert.Equal(3, (await cloud.ReceiveAsync(Bank, default)).Span[0]);
        Assert.Equal([(Bank, Cloud, 20), (Bank, Cloud, 3)], seen);
    }
}
