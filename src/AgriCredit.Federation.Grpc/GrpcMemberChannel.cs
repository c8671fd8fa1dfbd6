using Grpc.Core;
using Grpc.Net.Client;

namespace AgriCredit.Federation.Grpc;

/// <summary>A member's stay at a <see cref="RelayHost"/>, over gRPC with mutual TLS.</summary>
/// <remarks>A connection that is lost ends the stay, and with it the session: every call throws a <see cref="MemberLostException"/> for the relay. Streams are not resumed.</remarks>
public sealed class GrpcMemberChannel : IMemberChannel
{
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly TransportSecurity _security;
    private readonly RelayPeers _peers;
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<RelayFrame, RelayFrame> _call;
    private Task _reading = Task.CompletedTask;
    private int _isDisposed;

    private GrpcMemberChannel(PartyId self, Uri address, TransportSecurity security, MemberChannelOptions options, ServerRefusal refusal)
    {
        _security = security;
        _peers = new RelayPeers(self, security.Roster, WriteAsync, BreakOff);
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = Handler(security, options, refusal),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = RelayCodec.PayloadLimit + RelayCodec.HeaderLimit,
        });
        _call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(RelayCodec.Join(_peers.Place), null, new CallOptions());
    }

    /// <inheritdoc/>
    public PartyId Self => _peers.Self;

    /// <summary>Joins the relay, waiting for it if it is not there yet.</summary>
    /// <param name="self">The joining member.</param>
    /// <param name="address">The relay's address, https.</param>
    /// <param name="security">The member's TLS side.</param>
    /// <param name="options">How the relay is reached.</param>
    /// <param name="cancellationToken">Stops joining.</param>
    /// <exception cref="ArgumentException">The certificate is not that of <paramref name="self"/> in the roster.</exception>
    /// <exception cref="FederationException">The relay cannot be reached, or refused the member: because it is connected already, or its certificate is not accepted.</exception>
    public static async Task<GrpcMemberChannel> ConnectAsync(PartyId self, Uri address, TransportSecurity security, MemberChannelOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(security);
        ArgumentNullException.ThrowIfNull(options);
        if (security.Roster.FindByCertificate(security.Certificate) != self)
        {
            throw new ArgumentException($"The certificate is not that of '{self}' in the roster.", nameof(security));
        }

        long started = options.Clock.GetTimestamp();
        bool told = false;
        while (true)
        {
            var refusal = new ServerRefusal();
            var channel = new GrpcMemberChannel(self, address, security, options, refusal);
            try
            {
                await channel.JoinAsync(cancellationToken);
                return channel;
            }
            catch (Exception exception)
            {
                channel.Abandon();
                if (exception is not RpcException failure)
                {
                    throw;
                }

                cancellationToken.ThrowIfCancellationRequested();
                bool isLost = TransportFaults.IsLostConnection(failure);
                string what = isLost ? refusal.Reason ?? TransportFaults.Describe(failure) : $"refused the stream ({failure.StatusCode}: {failure.Status.Detail})";
                if (!isLost || refusal.Reason is not null || options.Clock.GetElapsedTime(started) >= options.ReconnectTimeout)
                {
                    throw new FederationException(self, $"Member '{self}': the relay at {address} {what}.", failure);
                }

                if (!told)
                {
                    told = true;
                    options.Waiting?.Invoke($"The relay at {address} {what}. Trying again for up to {options.ReconnectTimeout.TotalSeconds:0} s.");
                }
            }

            await Task.Delay(ReconnectPause, options.Clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _peers.SendAsync(receiver, message, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken) => _peers.ReceiveAsync(sender, cancellationToken);

    /// <summary>Leaves: what was sent is still delivered, if the relay takes it within some seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _peers.End(() => new ObjectDisposedException(nameof(GrpcMemberChannel), $"The channel of '{Self}' is closed."));
        using var patience = new CancellationTokenSource(GoodbyePatience);
        try
        {
            await _writing.WaitAsync(patience.Token);
            try
            {
                await _call.RequestStream.CompleteAsync().WaitAsync(patience.Token);
            }
            finally
            {
                _writing.Release();
            }

            await _reading.WaitAsync(patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException or InvalidOperationException or IOException)
        {
            // The relay is gone or does not answer: there is nobody to say goodbye to.
        }

        Abandon();
        await _reading;
    }

    private static SocketsHttpHandler Handler(TransportSecurity security, MemberChannelOptions options, ServerRefusal refusal)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = security.ClientOptions(refusal),
            UseProxy = false,
            ConnectTimeout = options.ConnectTimeout,
            KeepAlivePingDelay = options.KeepAlive,
            KeepAlivePingTimeout = options.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = 2 * 1024 * 1024,
        };
        if (options.Connected is { } connected)
        {
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return connected(new System.Net.Sockets.NetworkStream(socket, ownsSocket: true));
            };
        }

        return handler;
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        if (!await _call.ResponseStream.MoveNext(cancellationToken) || _call.ResponseStream.Current.Kind != RelayFrameKind.Welcome)
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, "What answers there is no relay."));
        }

        _reading = ReadAsync();
    }

    private async Task ReadAsync()
    {
        string what = "ended the stream";
        Exception? inner = null;
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                _peers.Handle(_call.ResponseStream.Current);
            }
        }
        catch (Exception exception) when (exception is RpcException or InvalidDataException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            inner = exception;
            what = exception switch
            {
                RpcException failure when !TransportFaults.IsLostConnection(failure) || failure.Status.DebugException is null => $"closed the stream ({failure.StatusCode}: {failure.Status.Detail})",
                RpcException failure => TransportFaults.Describe(failure),
                _ => $"was left: {exception.Message}",
            };
        }

        _peers.Lose(what, inner);
    }

    /// <summary>Writes a frame; when the stream has ended, throws why.</summary>
    private async Task WriteAsync(RelayFrame frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _call.RequestStream.WriteAsync(frame, CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            BreakOff();
            throw;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // Why the stream ended is what the reading end is told.
            await _reading.WaitAsync(cancellationToken);
            throw _peers.Reason();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes the channel because a part of a message is on its way, or may be, and the rest is not to follow.</summary>
    private void BreakOff()
    {
        _peers.End(() => RelayPeers.BrokenOff(nameof(GrpcMemberChannel), Self));
        _call.Dispose();
    }

    private void Abandon()
    {
        _call.Dispose();
        _channel.Dispose();
    }
}
