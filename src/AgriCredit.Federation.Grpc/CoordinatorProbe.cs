using System.Globalization;
using AgriCredit.Federation.Grpc.Wire.Health;
using Grpc.Core;
using Grpc.Net.Client;

namespace AgriCredit.Federation.Grpc;

/// <summary>Finds out whether a coordinator can be reached, without a message of any session.</summary>
public static class CoordinatorProbe
{
    /// <summary>Makes the connection that a party would make, and asks for the coordinator's health.</summary>
    /// <param name="party">The asking party.</param>
    /// <param name="address">The coordinator's address, https.</param>
    /// <param name="security">The party's TLS side.</param>
    /// <param name="clock">The party's clock.</param>
    /// <param name="timeout">How long to wait for an answer.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="FederationException">It cannot be reached, or one of the two does not accept the other.</exception>
    public static async Task<CoordinatorSighting> AskAsync(PartyId party, Uri address, TransportSecurity security, TimeProvider clock, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(security);
        ArgumentNullException.ThrowIfNull(clock);
        var refusal = new ServerRefusal();
        using var handler = new SocketsHttpHandler { SslOptions = security.ClientOptions(refusal), UseProxy = false, ConnectTimeout = timeout };
        using GrpcChannel channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            var client = new Health.HealthClient(channel);
            long started = clock.GetTimestamp();
            using AsyncUnaryCall<HealthCheckResponse> call = client.CheckAsync(new HealthCheckRequest(), cancellationToken: deadline.Token);
            Metadata headers = await call.ResponseHeadersAsync;
            TimeSpan roundTrip = clock.GetElapsedTime(started);
            DateTimeOffset now = clock.GetUtcNow();
            HealthCheckResponse health = await call.ResponseAsync;
            return new CoordinatorSighting(health.Status == HealthCheckResponse.Types.ServingStatus.Serving, ClockDifference(headers, now, roundTrip));
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string what = exception.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
                ? $"did not answer within {timeout.TotalSeconds:0.#} s"
                : refusal.Reason ?? TransportFaults.Describe(exception);
            throw new FederationException(party, $"The coordinator at {address} {what}.", exception);
        }
    }

    /// <summary>The coordinator's clock less ours; its header has whole seconds, cut off.</summary>
    private static TimeSpan? ClockDifference(Metadata headers, DateTimeOffset now, TimeSpan roundTrip) =>
        DateTimeOffset.TryParse(headers.GetValue("date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date + TimeSpan.FromSeconds(0.5) - (now - (roundTrip / 2))
            : null;
}
