using System.Net;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Two members and the relay between them, in this process.</summary>
internal sealed class RelayPair : IAsyncDisposable
{
    private static readonly PartyId Coordinator = new("coordinator");
    private static readonly PartyId Bank = new("bank");
    private static readonly PartyId Cloud = new("cloud");
    private readonly IMemberChannel _bank;
    private readonly IMemberChannel _cloud;
    private readonly RelayHost? _host;
    private readonly EphemeralCredentials? _credentials;

    private RelayPair(IMemberChannel bank, IMemberChannel cloud, RelayHost? host, EphemeralCredentials? credentials)
    {
        _bank = bank;
        _cloud = cloud;
        _host = host;
        _credentials = credentials;
    }

    /// <summary>Over the relay in memory.</summary>
    public static RelayPair InMemory()
    {
        var relay = new MemoryRelay();
        return new RelayPair(relay.Connect(Bank), relay.Connect(Cloud), null, null);
    }

    /// <summary>Over gRPC with mutual TLS on loopback.</summary>
    public static async Task<RelayPair> OverGrpcAsync()
    {
        var credentials = new EphemeralCredentials(Coordinator, [Bank, Cloud], TimeProvider.System);
        RelayHost host = await RelayHost.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), Security(Coordinator), new RelayOptions(), CancellationToken.None);
        return new RelayPair(await ConnectAsync(Bank), await ConnectAsync(Cloud), host, credentials);

        TransportSecurity Security(PartyId member) => new(credentials.Identity(member).Certificate, credentials.Roster, [credentials.Authority]);

        Task<GrpcMemberChannel> ConnectAsync(PartyId member) =>
            GrpcMemberChannel.ConnectAsync(member, host.Address, Security(member), new MemberChannelOptions(), CancellationToken.None);
    }

    /// <summary>Sends a message so many times one way.</summary>
    public async Task<long> SendAsync(ReadOnlyMemory<byte> message, int times)
    {
        var sending = Task.Run(async () =>
        {
            for (int i = 0; i < times; i++)
            {
                await _bank.SendAsync(Cloud, message, CancellationToken.None);
            }
        });
        long received = 0;
        for (int i = 0; i < times; i++)
        {
            using ReceivedMessage arrived = await _cloud.ReceiveAsync(Bank, CancellationToken.None);
            received += arrived.Length;
        }

        await sending;
        return received;
    }

    /// <summary>Sends a message there and back so many times.</summary>
    public async Task<long> ExchangeAsync(ReadOnlyMemory<byte> message, int times)
    {
        long received = 0;
        for (int i = 0; i < times; i++)
        {
            await _bank.SendAsync(Cloud, message, CancellationToken.None);
            using ReceivedMessage arrived = await _cloud.ReceiveAsync(Bank, CancellationToken.None);
            await _cloud.SendAsync(Bank, arrived.Memory, CancellationToken.None);
            using ReceivedMessage returned = await _bank.ReceiveAsync(Cloud, CancellationToken.None);
            received += returned.Length;
        }

        return received;
    }

    public async ValueTask DisposeAsync()
    {
        await _bank.DisposeAsync();
        await _cloud.DisposeAsync();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _credentials?.Dispose();
    }
}
