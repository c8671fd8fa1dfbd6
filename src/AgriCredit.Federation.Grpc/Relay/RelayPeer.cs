namespace AgriCredit.Federation.Grpc;

/// <summary>What a member's channel keeps for one other member.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose of, and a sender may still be waiting for it.
internal sealed class RelayPeer
#pragma warning restore CA1001
{
    private ReceivedMessage _message = ReceivedMessage.OfLength(0);
    private int _filled;
    private long _read;

    /// <param name="id">The other member.</param>
    /// <param name="grant">Tells the relay that so many bytes of the other's messages are read.</param>
    public RelayPeer(PartyId id, Action<int> grant)
    {
        Id = id;
        Inbox = new Inbox(length => Taken(length, grant));
    }

    public PartyId Id { get; }

    public Inbox Inbox { get; }

    /// <summary>What is under way to the relay for the other.</summary>
    public ByteWindow Window { get; } = new(MemberChannel.Window);

    /// <summary>Keeps the frames of a message together.</summary>
    public SemaphoreSlim Order { get; } = new(1);

    /// <summary>Where the payload of the other's frame belongs: in its message.</summary>
    public Memory<byte> Place(RelayFrame frame, int length)
    {
        if (frame.Kind == RelayFrameKind.Begin)
        {
            RequireSound(frame.Length <= MemberChannel.MessageLimit && _filled == _message.Length);
            _message = ReceivedMessage.OfLength(frame.Length);
            _filled = 0;
        }

        RequireSound(length <= _message.Length - _filled);
        _filled += length;
        return _message.Writable.Slice(_filled - length, length);
    }

    /// <summary>A frame of the other's has arrived, its payload in its place.</summary>
    public void Arrived(RelayFrame frame)
    {
        if (frame is { Kind: RelayFrameKind.Begin, Length: 0 })
        {
            Inbox.Put(ReceivedMessage.OfLength(0));
        }
        else if (_filled == _message.Length && _filled > 0)
        {
            Inbox.Put(_message);
            _message = ReceivedMessage.OfLength(0);
            _filled = 0;
        }
    }

    /// <summary>Nothing is exchanged with the other any more.</summary>
    public void Close(Func<Exception> reason)
    {
        Window.Close(reason);
        Inbox.Close(reason);
    }

    private static void RequireSound(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException("The relay's frames do not make up a message.");
        }
    }

    // Granted back in quarters of the window: a grant for every small message would double the frames.
    private void Taken(int length, Action<int> grant)
    {
        long read = Interlocked.Add(ref _read, length + MemberChannel.Overhead);
        if (read >= MemberChannel.Window / 4 && Interlocked.Exchange(ref _read, 0) is > 0 and long toGrant)
        {
            grant((int)toGrant);
        }
    }
}
