using System.Net;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AgriCredit.Federation.Grpc;

/// <summary>Serves a relay over gRPC with mutual TLS: it carries the messages of a roster's parties to each other, and signs and reads none.</summary>
/// <remarks>
/// A stream belongs to the party of its client certificate, who is its sender whatever a frame says. The relay holds a bounded number of bytes for each pair
/// (<see cref="MemberChannel.Window"/> and a frame), so that a slow reader slows its senders down. A stream that breaks is not resumed: the member is lost to the others,
/// and may come back as a fresh one. The protocol is in relay.proto.
/// </remarks>
public sealed class RelayHost : IAsyncDisposable
{
    // What HTTP/2 lets a member send ahead of the relay's reading, which never waits for another member: enough for two hops' worth of frames, not more.
    private const int Http2Window = 2 * 1024 * 1024;

    private readonly MemberServer _server;
    private readonly RelayService _service;
    private readonly Roster _roster;

    private RelayHost(Roster roster, MemberServer server, RelayService service)
    {
        _roster = roster;
        _server = server;
        _service = service;
    }

    /// <summary>Where the relay listens, with the port that was really taken.</summary>
    public Uri Address => _server.Address;

    /// <summary>Starts listening.</summary>
    /// <param name="endpoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="security">The coordinator's TLS side, whose roster's parties are the members.</param>
    /// <param name="options">How the relay is run.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="IOException">The endpoint cannot be bound.</exception>
    public static async Task<RelayHost> StartAsync(IPEndPoint endpoint, TransportSecurity security, RelayOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(security);
        ArgumentNullException.ThrowIfNull(options);
        var service = new RelayService(security, options);
        try
        {
            MemberServer server = await MemberServer.StartAsync<RelayService>(
                endpoint,
                security,
                new ServedHealth(RelayCodec.Service, () => service.IsServing),
                RelayCodec.PayloadLimit + RelayCodec.HeaderLimit,
                limits => Configure(limits, options),
                services => services.AddSingleton(service).AddSingleton<IServiceMethodProvider<RelayService>, RelayMethods>().AddSingleton<IMemoryPoolFactory<byte>, ConnectionBlocks>(),
                cancellationToken);
            return new RelayHost(security.Roster, server, service);
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <summary>Joins a member that runs in the relay's own process, so that its messages cross one connection less.</summary>
    /// <param name="member">The member. It is not asked for a certificate: whoever holds the relay could only cut it off.</param>
    /// <param name="cancellationToken">Stops joining.</param>
    /// <returns>Its stay, to be disposed of before the relay; what was sent is still delivered.</returns>
    /// <exception cref="ArgumentException"><paramref name="member"/> is no party of the roster.</exception>
    /// <exception cref="FederationException">The member has a stream already.</exception>
    public async Task<IMemberChannel> JoinAsync(PartyId member, CancellationToken cancellationToken)
    {
        if (!_roster.Parties.Contains(member))
        {
            throw new ArgumentException($"'{member}' is no party of the roster.", nameof(member));
        }

        try
        {
            return await _service.JoinAsync(member, cancellationToken);
        }
        catch (RpcException refusal)
        {
            throw new FederationException(member, $"Member '{member}': the relay in its own process refused it ({refusal.StatusCode}: {refusal.Status.Detail}).", refusal);
        }
    }

    /// <summary>Takes no more members, and waits until those that are there have left.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task CloseAsync(CancellationToken cancellationToken) => _service.CloseAsync().WaitAsync(cancellationToken);

    /// <summary>Ends all streams and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        _service.Stop();
        await _server.DisposeAsync();
        _service.Dispose();
    }

    private static void Configure(KestrelServerLimits limits, RelayOptions options)
    {
        limits.MaxRequestBodySize = null;

        // A stream is silent as long as its member computes, and a member may be paused for longer than any rate allows; the pings find the dead.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxResponseBufferSize = RelayCodec.PayloadLimit;
        limits.Http2.InitialConnectionWindowSize = Http2Window;
        limits.Http2.InitialStreamWindowSize = Http2Window;
        limits.Http2.KeepAlivePingDelay = options.KeepAlive;
        limits.Http2.KeepAlivePingTimeout = options.KeepAlive;
    }
}
