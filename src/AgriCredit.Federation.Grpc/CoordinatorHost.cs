using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace AgriCredit.Federation.Grpc;

/// <summary>Serves one coordinator over gRPC with mutual TLS.</summary>
public sealed class CoordinatorHost : IAsyncDisposable
{
    /// <summary>What an envelope may weigh beside its payload.</summary>
    private const int EnvelopeOverhead = 64 * 1024;

    private readonly WebApplication _application;

    private CoordinatorHost(WebApplication application) => _application = application;

    /// <summary>Where the coordinator listens, with the port that was really taken.</summary>
    public Uri Address
    {
        get
        {
            ICollection<string> addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            return new Uri(addresses.First());
        }
    }

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

        // The empty builder reads no settings files or environment variables: what is configured is what stands here.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        int messageLimit = coordinator.PayloadLimit + EnvelopeOverhead;
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => Configure(options, endpoint, security, messageLimit));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = messageLimit);
        builder.Services.AddSingleton(coordinator).AddSingleton(security).AddSingleton<CoordinationService>().AddSingleton<HealthService>();
        WebApplication application = builder.Build();
        application.UseRouting();
        application.MapGrpcService<CoordinationService>();
        application.MapGrpcService<HealthService>();
        try
        {
            await application.StartAsync(cancellationToken);
            return new CoordinatorHost(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops listening; calls under way are given a moment to end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options, IPEndPoint endpoint, TransportSecurity security, int messageLimit)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = messageLimit;

        // A whole message in flight: the default window of 768 kB would make a vector of megabytes wait for acknowledgements.
        options.Limits.Http2.InitialConnectionWindowSize = messageLimit;
        options.Limits.Http2.InitialStreamWindowSize = messageLimit;
        options.Listen(endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = security.Certificate,
                SslProtocols = TransportSecurity.Protocols,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (certificate, _, _) => security.Accept(certificate) is { } member && member != security.Roster.Coordinator,
            });
        });
    }
}
