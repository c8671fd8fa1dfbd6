using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace AgriCredit.Federation.Grpc;

/// <summary>A server with one gRPC service and its health, for the members of a roster alone: mutual TLS, HTTP/2.</summary>
internal sealed class MemberServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private MemberServer(WebApplication application) => _application = application;

    /// <summary>Where the server listens, with the port that was really taken.</summary>
    public Uri Address
    {
        get
        {
            ICollection<string> addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            return new Uri(addresses.First());
        }
    }

    /// <summary>Starts listening.</summary>
    /// <typeparam name="TService">The service.</typeparam>
    /// <param name="endpoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="security">The server's TLS side.</param>
    /// <param name="health">What is told of the service's health.</param>
    /// <param name="messageLimit">The largest message the service takes, in bytes.</param>
    /// <param name="configure">The service's limits.</param>
    /// <param name="register">Registers the service and what it needs.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="IOException">The endpoint cannot be bound.</exception>
    public static async Task<MemberServer> StartAsync<TService>(
        IPEndPoint endpoint,
        TransportSecurity security,
        ServedHealth health,
        int messageLimit,
        Action<KestrelServerLimits> configure,
        Action<IServiceCollection> register,
        CancellationToken cancellationToken)
        where TService : class
    {
        // The empty builder reads no settings files or environment variables: what is configured is what stands here.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            configure(options.Limits);
            Listen(options, endpoint, security);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = messageLimit);
        builder.Services.AddSingleton(security).AddSingleton(health).AddSingleton<HealthService>();
        register(builder.Services);
        WebApplication application = builder.Build();
        application.UseRouting();
        application.MapGrpcService<TService>();
        application.MapGrpcService<HealthService>();
        try
        {
            await application.StartAsync(cancellationToken);
            return new MemberServer(application);
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

    private static void Listen(KestrelServerOptions options, IPEndPoint endpoint, TransportSecurity security) => options.Listen(endpoint, listen =>
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
