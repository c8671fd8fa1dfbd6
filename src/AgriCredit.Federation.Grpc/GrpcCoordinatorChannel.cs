using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace AgriCredit.Federation.Grpc;

/// <summary>A party's way to the coordinator over gRPC with mutual TLS.</summary>
/// <remarks>
/// A call that fails because the connection is lost is repeated with the same envelope, which the coordinator answers as the first: a few times at once, and then as
/// long as <see cref="ReconnectTimeout"/>. Every call has a deadline.
/// </remarks>
public sealed class GrpcCoordinatorChannel : ICoordinatorChannel, IDisposable
{
    /// <summary>How long a call waits unless said otherwise: the coordinator's own timeout of a stage, and as much again for the party's slowest peer to compute.</summary>
    public static readonly TimeSpan DefaultCallTimeout = TimeSpan.FromSeconds(120);

    private const int MaxAttempts = 5;

    /// <summary>A connection over which nothing came for so long, and then no answer to a ping either, is taken as lost: a firewall may have forgotten it, and tells nobody.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);
    private readonly ServerRefusal _refusal = new();
    private readonly PartyId _party;
    private readonly Uri _address;
    private readonly TimeSpan _callTimeout;
    private readonly GrpcChannel _channel;
    private readonly Wire.Coordination.CoordinationClient _client;

    /// <summary>Prepares a channel; the connection is made with the first call.</summary>
    /// <param name="party">The calling party.</param>
    /// <param name="address">The coordinator's address, https.</param>
    /// <param name="security">The party's TLS side.</param>
    /// <param name="payloadLimit">The largest payload accepted from the coordinator, in bytes.</param>
    /// <param name="callTimeout">How long a call waits for its answer.</param>
    public GrpcCoordinatorChannel(PartyId party, Uri address, TransportSecurity security, int payloadLimit, TimeSpan callTimeout)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(security);
        ArgumentOutOfRangeException.ThrowIfLessThan(payloadLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(callTimeout, TimeSpan.Zero);
        _party = party;
        _address = address;
        _callTimeout = callTimeout;
        var handler = new SocketsHttpHandler
        {
            SslOptions = security.ClientOptions(_refusal),
            UseProxy = false,
            ConnectTimeout = callTimeout,
            KeepAlivePingDelay = KeepAlive,
            KeepAlivePingTimeout = KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = Math.Min(payloadLimit, 16 * 1024 * 1024),
        };
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,

            // An answer holds at most two envelopes of a round.
            MaxReceiveMessageSize = checked((2 * payloadLimit) + (64 * 1024)),
            MaxRetryBufferSize = payloadLimit,
            MaxRetryBufferPerCallSize = payloadLimit,
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    new MethodConfig
                    {
                        Names = { MethodName.Default },
                        RetryPolicy = new RetryPolicy
                        {
                            MaxAttempts = MaxAttempts,
                            InitialBackoff = TimeSpan.FromMilliseconds(100),
                            MaxBackoff = TimeSpan.FromSeconds(2),
                            BackoffMultiplier = 2,
                            RetryableStatusCodes = { StatusCode.Unavailable },
                        },
                    },
                },
            },
        });
        _client = new Wire.Coordination.CoordinationClient(_channel);
    }

    /// <summary>How long a coordinator that is not there, or has gone away, is tried again before a call fails. By default only the moments that a lost connection takes. What a call has waited for its answer does not count.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Is told, once in each such wait, that the coordinator cannot be reached and why.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>The clock of the waiting.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What one call, with its repetitions at once, counts at most as time without the coordinator.</summary>
    internal TimeSpan LongestConnecting { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        Wire.Answer answer = await RepeatAsync(deadline => _client.ExchangeAsync(message.Wire, cancellationToken: deadline), _callTimeout, ReconnectTimeout, Waiting, cancellationToken);
        return answer.Rejection == 0
            ? ExchangeReply.Of([.. answer.Envelopes.Select(Envelope.FromWire)])
            : ExchangeReply.Rejected((RejectionReason)answer.Rejection);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="party"/> is not the one whose channel this is.</exception>
    public async Task ConfirmAsync(PartyId party, CancellationToken cancellationToken)
    {
        if (party != _party)
        {
            throw new ArgumentException($"The channel is that of '{_party}'.", nameof(party));
        }

        TimeSpan patience = ReconnectTimeout < LongestConnecting ? ReconnectTimeout : LongestConnecting;
        try
        {
            await RepeatAsync(deadline => _client.ConfirmAsync(new Wire.Confirmation(), cancellationToken: deadline), LongestConnecting, patience, waiting: null, cancellationToken);
        }
        catch (Exception exception) when (exception is FederationException or OperationCanceledException)
        {
            // It has gone already, or stays until its patience ends: the party has what it came for.
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _channel.Dispose();

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, AsyncUnaryCall<T>> call, TimeSpan timeout, TimeSpan patience, Action<string>? waiting, CancellationToken cancellationToken)
    {
        TimeSpan away = TimeSpan.Zero;
        bool told = false;
        while (true)
        {
            long started = Clock.GetTimestamp();
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(timeout);
                return await call(deadline.Token);
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string what = Describe(exception, timeout);
                bool mayComeBack = TransportFaults.IsLostConnection(exception) && _refusal.Reason is null;

                // A call that took long before it broke has waited for an answer, not for the coordinator: that is no time in which the coordinator was away.
                TimeSpan attempt = Clock.GetElapsedTime(started);
                away += attempt < LongestConnecting ? attempt : LongestConnecting;
                if (!mayComeBack || away >= patience)
                {
                    throw new FederationException(_party, $"Party '{_party}': the coordinator at {_address} {what}.", exception);
                }

                if (!told)
                {
                    told = true;
                    waiting?.Invoke($"The coordinator at {_address} {what}. Trying again for up to {patience.TotalSeconds:0} s.");
                }
            }

            await Task.Delay(ReconnectPause, Clock, cancellationToken);
            away += ReconnectPause;
        }
    }

    private string Describe(RpcException exception, TimeSpan timeout) => exception.StatusCode switch
    {
        StatusCode.Cancelled or StatusCode.DeadlineExceeded => $"did not answer within {timeout.TotalSeconds:0.#} s",
        _ when TransportFaults.IsLostConnection(exception) => _refusal.Reason ?? TransportFaults.Describe(exception),
        _ => $"refused the call ({exception.StatusCode}: {exception.Status.Detail})",
    };
}
