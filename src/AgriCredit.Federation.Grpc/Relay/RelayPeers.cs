namespace AgriCredit.Federation.Grpc;

/// <summary>The other members as one at a relay sees them: cuts its messages into frames, and puts together what comes from each. Knows no transport beyond the frames.</summary>
internal sealed class RelayPeers
{
    /// <summary>The payload of a frame.</summary>
    /// <remarks>From 64 KiB to 1 MiB the differences in processor time are smaller than the noise of the measurements.</remarks>
    public const int FrameSize = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RelayPeer> _peers = [];
    private readonly Roster _roster;
    private readonly Func<RelayFrame, CancellationToken, Task> _write;
    private readonly Action _breakOff;
    private Func<Exception>? _ended;

    /// <param name="self">The member.</param>
    /// <param name="roster">All members.</param>
    /// <param name="write">Writes a frame to the relay, one at a time; when the stay has ended, throws why. The payload may be used again when it returns.</param>
    /// <param name="breakOff">Ends the stay because a part of a message is on its way, or may be, and the rest is not to follow.</param>
    public RelayPeers(PartyId self, Roster roster, Func<RelayFrame, CancellationToken, Task> write, Action breakOff)
    {
        Self = self;
        _roster = roster;
        _write = write;
        _breakOff = breakOff;
    }

    public PartyId Self { get; }

    /// <summary>Why the stay has ended, after <see cref="End"/>.</summary>
    public Exception Reason() => _ended!();

    /// <summary>That sending was broken off.</summary>
    public static Exception BrokenOff(string channel, PartyId self) => new ObjectDisposedException(channel, $"The channel of '{self}' is closed: sending a message was broken off after it had begun.");

    /// <summary>See <see cref="IMemberChannel.SendAsync"/>.</summary>
    public async ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        RelayPeer peer = Find(receiver, nameof(receiver));
        MemberChannel.RequireWithinLimit(message);
        await peer.Order.WaitAsync(cancellationToken);
        int sent = 0;
        int entered = 0;
        try
        {
            do
            {
                ReadOnlyMemory<byte> payload = message[sent..Math.Min(sent + FrameSize, message.Length)];
                await peer.Window.EnterAsync(payload.Length + MemberChannel.Overhead, cancellationToken);
                entered = payload.Length + MemberChannel.Overhead;
                RelayFrame frame = sent == 0
                    ? new RelayFrame(RelayFrameKind.Begin, receiver.Value, message.Length, payload)
                    : new RelayFrame(RelayFrameKind.Continue, receiver.Value, 0, payload);
                await _write(frame, cancellationToken);
                sent += payload.Length;
                entered = 0;
            }
            while (sent < message.Length);
        }
        catch (OperationCanceledException) when (sent > 0)
        {
            _breakOff();
            throw;
        }
        catch (OperationCanceledException) when (entered > 0)
        {
            // Nothing of it is on its way.
            peer.Window.Leave(entered);
            throw;
        }
        finally
        {
            peer.Order.Release();
        }
    }

    /// <summary>See <see cref="IMemberChannel.ReceiveAsync"/>.</summary>
    public ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken) => Find(sender, nameof(sender)).Inbox.TakeAsync(cancellationToken);

    /// <summary>Where the payload of a frame from the relay belongs: in its sender's message.</summary>
    /// <exception cref="InvalidDataException">The frames do not make up messages.</exception>
    public Memory<byte> Place(RelayFrame frame, int length) => Find(frame.Member).Place(frame, length);

    /// <summary>Takes a frame from the relay, its payload in its place.</summary>
    /// <exception cref="InvalidDataException">It is none that a relay sends to a member.</exception>
    public void Handle(RelayFrame frame)
    {
        switch (frame.Kind)
        {
            case RelayFrameKind.Begin or RelayFrameKind.Continue:
                Find(frame.Member).Arrived(frame);
                break;
            case RelayFrameKind.Grant:
                Find(frame.Member).Window.Leave(frame.Length);
                break;
            case RelayFrameKind.Closed:
                RelayPeer closed = Find(frame.Member);
                closed.Window.Close(() => MemberLostException.Left(Self, closed.Id));
                break;
            case RelayFrameKind.Left:
                RelayPeer left = Find(frame.Member);
                left.Inbox.Close(() => MemberLostException.Left(Self, left.Id));
                break;
            case RelayFrameKind.Ping:
                Tell(new RelayFrame(RelayFrameKind.Pong));
                break;
            default:
                throw new InvalidDataException($"A frame of kind {frame.Kind} from the relay.");
        }
    }

    /// <summary>Ends the stay: the relay is lost.</summary>
    /// <param name="what">What the relay did.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public void Lose(string what, Exception? inner) =>
        End(() => new MemberLostException(_roster.Coordinator, true, $"Member '{Self}': the relay {what}. That ends the session: each member needs a new channel to begin again.", inner));

    /// <summary>Ends the stay; the first reason stays.</summary>
    public void End(Func<Exception> reason)
    {
        RelayPeer[] peers;
        lock (_lock)
        {
            _ended ??= reason;
            peers = [.. _peers.Values];
        }

        foreach (RelayPeer peer in peers)
        {
            peer.Close(reason);
        }
    }

    /// <summary>Writes a frame in its turn; that the stay has ended is for others to notice.</summary>
    private async void Tell(RelayFrame frame)
    {
        try
        {
            await _write(frame, CancellationToken.None);
        }
        catch (Exception exception) when (exception is MemberLostException or ObjectDisposedException)
        {
            // Nobody is left to be told.
        }
    }

    private RelayPeer Find(PartyId member, string parameter)
    {
        MemberChannel.RequireOther(member, Self, parameter);
        if (!_roster.Parties.Contains(member))
        {
            throw new ArgumentException($"'{member}' is no party of the roster.", parameter);
        }

        return Find(member.Value);
    }

    private RelayPeer Find(string member)
    {
        lock (_lock)
        {
            if (!_peers.TryGetValue(member, out RelayPeer? peer))
            {
                if (!PartyId.IsValid(member))
                {
                    throw new InvalidDataException("A frame of the relay without a sender.");
                }

                peer = new RelayPeer(new PartyId(member), length => Tell(new RelayFrame(RelayFrameKind.Grant, member, length)));
                if (_ended is { } reason)
                {
                    peer.Close(reason);
                }

                _peers.Add(member, peer);
            }

            return peer;
        }
    }
}
