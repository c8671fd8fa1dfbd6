using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Binds each stream to the member of its client certificate, and hands its frames to the relay.</summary>
internal sealed class RelayService : IDisposable
{
    private readonly RelayHub _hub;
    private readonly TransportSecurity _security;
    private readonly RelayOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _isClosing;

    public RelayService(TransportSecurity security, RelayOptions options)
    {
        _hub = new RelayHub(security.Roster.Parties);
        _security = security;
        _options = options;
    }

    /// <summary>Whether members may join.</summary>
    public bool IsServing => !_isClosing && !IsStopping;

    private bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Lets nobody join any more; ends as soon as no member is there.</summary>
    public Task CloseAsync()
    {
        _isClosing = true;
        return _hub.EmptyAsync();
    }

    /// <summary>Ends all streams.</summary>
    public void Stop()
    {
        _hub.Stop();
        _stopping.Cancel();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Joins a member that is in this process.</summary>
    /// <exception cref="RpcException">It has a stream already.</exception>
    public async Task<IMemberChannel> JoinAsync(PartyId member, CancellationToken cancellationToken)
    {
        CancellationTokenRegistration stopping = default;
        var channel = new ResidentChannel(_hub, _security.Roster, member, Left);
        await EnterAsync(channel.Stay, cancellationToken);
        _options.Joined?.Invoke(member);
        stopping = _stopping.Token.Register(() => channel.Lose("stops"));
        return channel;

        void Left()
        {
            stopping.Unregister();
            _options.Left?.Invoke(member);
        }
    }

    public async Task JoinAsync(IAsyncStreamReader<RelayFrame> frames, IServerStreamWriter<RelayFrame> writer, ServerCallContext call)
    {
        PartyId member = call.GetHttpContext().Connection.ClientCertificate is { } certificate && _security.Roster.FindByCertificate(certificate) is { } caller
            ? caller
            : throw new RpcException(new Status(StatusCode.PermissionDenied, "The connection's certificate is not in the roster."));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, _stopping.Token);
        var stay = new RelayStay(_hub, member, frame => writer.WriteAsync(frame), Abort);
        try
        {
            await EnterAsync(stay, ending.Token);
            try
            {
                _options.Joined?.Invoke(member);
                await ReadAsync(stay, frames, ending.Token);
            }
            finally
            {
                _hub.Leave(stay);
                _options.Left?.Invoke(member);
            }

            await stay.WrittenAsync();
        }
        catch (Exception exception) when (ending.IsCancellationRequested && exception is OperationCanceledException or IOException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            throw new RpcException(new Status(StatusCode.Unavailable, IsStopping ? "The relay stops." : "The stream broke off."));
        }

        void Abort()
        {
            try
            {
                ending.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The stream has ended already.
            }
        }
    }

    /// <summary>Joins; while another stream of the member is there, finds out whether it is alive.</summary>
    private async Task EnterAsync(RelayStay stay, CancellationToken cancellationToken)
    {
        // A dead connection is found within a ping and its timeout; then the place is free.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter((2 * _options.KeepAlive) + TimeSpan.FromSeconds(5));
        while (true)
        {
            if (_isClosing)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "The relay takes no more members: it stops as soon as those that are there have left."));
            }

            if (_hub.Join(stay) is not { } present)
            {
                return;
            }

            try
            {
                Task first = await Task.WhenAny(_hub.Ask(present), present.Left).WaitAsync(patience.Token);
                if (first == present.Left)
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // No sign of life, and yet its connection answers pings: it is there, and slow.
            }

            throw new RpcException(new Status(StatusCode.AlreadyExists, $"'{stay.Member}' is connected already: a member has one stream at a time. Close the other, or wait until it is."));
        }
    }

    private async Task ReadAsync(RelayStay stay, IAsyncStreamReader<RelayFrame> frames, CancellationToken cancellationToken)
    {
        while (await frames.MoveNext(cancellationToken))
        {
            RelayFrame frame = frames.Current;
            RelayRefusal? refusal = _hub.Take(stay, frame, out RelayStay? toWrite);
            frame.Return();
            toWrite?.Write();
            if (refusal is not null)
            {
                throw refusal.ToException();
            }
        }
    }
}
