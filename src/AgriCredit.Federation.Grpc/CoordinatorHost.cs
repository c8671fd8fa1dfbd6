using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AgriCredit.Federation.Grpc;

/// <summary>Serves one coordinator over gRPC with mutual TLS.</summary>
public sealed class CoordinatorHost : IAsyncDisposable
{
    /// <summary>What an envelope may weigh beside its payload.</summary>
    private const int EnvelopeOverhead = 64 * 1024;

    private readonly MemberServer _server;

    private CoordinatorHost(MemberServer server) => _server = server;

    /// <summary>Where the coordinator listens, with the port that was really taken.</summary>
    public Uri Address => _server.Address;

    /// <summary>Starts listening.</summary>
    /// <param name="coordinator">The coordinator to serve; the caller keeps owning it.</param>
    /// <param name="endpoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="security">The coordinator's TLS side.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="IOException">The endpoint cannot be bound.</exception>
    public static async Task<CoordinatorHost> StartAsync(Coordinator coordinator, IPEndPoint endpoint, TransportSecurity security, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(security);
        int messageLimit = coordinator.PayloadLimit + EnvelopeOverhead;
        return new CoordinatorHost(await MemberServer.StartAsync<CoordinationService>(
            endpoint,
            security,
            new ServedHealth(Wire.Coordination.Descriptor.FullName, () => !coordinator.Completion.IsCompleted),
            messageLimit,
            limits => Configure(limits, messageLimit),
            services => services.AddSingleton(coordinator).AddSingleton<CoordinationService>(),
            cancellationToken));
    }

    /// <summary>Stops listening; calls under way are given a moment to end.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Configure(KestrelServerLimits limits, int messageLimit)
    {
        limits.MaxRequestBodySize = messageLimit;

        // A whole message in flight: the default window of 768 kB would make a vector of megabytes wait for acknowledgements.
        limits.Http2.InitialConnectionWindowSize = messageLimit;
        limits.Http2.InitialStreamWindowSize = messageLimit;
    }
}
