namespace AgriCredit.Federation.Grpc;

/// <summary>The stay of a member that is in the relay's own process: its frames cross no connection.</summary>
internal sealed class ResidentChannel : IMemberChannel
{
    private readonly RelayHub _hub;
    private readonly RelayPeers _peers;
    private readonly Lock _lock = new();
    private readonly Action _left;
    private bool _isOver;

    /// <param name="hub">The relay.</param>
    /// <param name="roster">All members.</param>
    /// <param name="self">The member.</param>
    /// <param name="left">Is told when the stay has ended.</param>
    public ResidentChannel(RelayHub hub, Roster roster, PartyId self, Action left)
    {
        _hub = hub;
        _left = left;
        _peers = new RelayPeers(self, roster, WriteAsync, BreakOff);
        Stay = new RelayStay(hub, self, TakeAsync, () => Lose("could not hand its frames over"));
    }

    /// <summary>The stay, which is to be joined.</summary>
    public RelayStay Stay { get; }

    /// <inheritdoc/>
    public PartyId Self => _peers.Self;

    /// <inheritdoc/>
    public ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _peers.SendAsync(receiver, message, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken) => _peers.ReceiveAsync(sender, cancellationToken);

    /// <summary>Ends the stay from the relay's side.</summary>
    /// <param name="what">What the relay did.</param>
    public void Lose(string what)
    {
        _peers.Lose(what, inner: null);
        Leave();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _peers.End(() => new ObjectDisposedException(nameof(IMemberChannel), $"The channel of '{Self}' is closed."));
        Leave();
        return ValueTask.CompletedTask;
    }

    private void BreakOff()
    {
        _peers.End(() => RelayPeers.BrokenOff(nameof(IMemberChannel), Self));
        Leave();
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
        }

        _hub.Leave(Stay);
        _left();
    }

    /// <summary>Hands a frame to the relay, with a copy of its payload: the relay keeps it until it is written.</summary>
    private Task WriteAsync(RelayFrame frame, CancellationToken cancellationToken)
    {
        var kept = new RelayFrame(frame.Kind, frame.Member, frame.Length);
        if (frame.Payload.Length > 0)
        {
            frame.Payload.CopyTo(kept.Rent(frame.Payload.Length));
        }

        RelayRefusal? refusal;
        RelayStay? toWrite;
        lock (_lock)
        {
            if (_isOver)
            {
                throw _peers.Reason();
            }

            refusal = _hub.Take(Stay, kept, out toWrite);
        }

        kept.Return();
        toWrite?.Write();
        if (refusal is not null)
        {
            Lose($"closed the stream ({refusal.Code}: {refusal.Reason})");
            throw _peers.Reason();
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes a frame from the relay.</summary>
    private Task TakeAsync(RelayFrame frame)
    {
        if (frame.Kind == RelayFrameKind.Welcome)
        {
            return Task.CompletedTask;
        }

        try
        {
            if (frame.Payload.Length > 0)
            {
                frame.Payload.CopyTo(_peers.Place(frame, frame.Payload.Length));
            }

            _peers.Handle(frame);
        }
        catch (Exception exception) when (exception is InvalidDataException or OutOfMemoryException)
        {
            Lose($"gave a frame that could not be taken: {exception.Message}");
        }

        return Task.CompletedTask;
    }
}
