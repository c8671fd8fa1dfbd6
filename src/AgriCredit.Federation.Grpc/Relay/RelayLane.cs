namespace AgriCredit.Federation.Grpc;

/// <summary>One direction between two stays: the frames that the relay holds, and what is under way on either half.</summary>
internal sealed class RelayLane
{
    private readonly Queue<RelayFrame> _frames = [];
    private int _remaining;
    private long _held;
    private long _ungranted;
    private long _unread;
    private bool _isCut;
    private bool _hasEnded;
    private bool _isEndTold;

    public RelayLane(RelayStay sender, PartyId receiver)
    {
        Sender = sender;
        Receiver = receiver;
    }

    public RelayStay Sender { get; }

    public PartyId Receiver { get; }

    /// <summary>Takes a frame of the sender's; what is wrong with it, or null.</summary>
    public RelayRefusal? Take(RelayFrame frame)
    {
        int payload = frame.Payload.Length;
        bool begins = frame.Kind == RelayFrameKind.Begin;
        if (begins && frame.Length > MemberChannel.MessageLimit)
        {
            return RelayRefusal.TooLarge($"A message of {frame.Length} bytes to '{Receiver}': the limit is {MemberChannel.MessageLimit}.");
        }

        if (begins == _remaining > 0)
        {
            return RelayRefusal.Malformed(begins ? $"A message to '{Receiver}' begins, and the one before lacks {_remaining} bytes." : $"A message to '{Receiver}' goes on that has not begun.");
        }

        int expected = begins ? frame.Length : _remaining;
        if (payload > expected || (payload == 0 && expected > 0) || (!begins && frame.Length > 0))
        {
            return RelayRefusal.Malformed($"A frame to '{Receiver}' of {payload} bytes, where the message lacks {expected}.");
        }

        if (_held + _ungranted >= MemberChannel.Window)
        {
            return RelayRefusal.TooLarge($"A frame to '{Receiver}' while {_held + _ungranted} bytes are under way: the window is {MemberChannel.Window}.");
        }

        _remaining = expected - payload;
        if (_isCut)
        {
            frame.Return();
            return null;
        }

        _held += Cost(frame);
        _frames.Enqueue(frame.Readdress(Sender.Member.Value));
        return null;
    }

    /// <summary>The next frame for the receiver, if there is one and it may go.</summary>
    public RelayFrame? Next()
    {
        if (_frames.TryPeek(out RelayFrame? frame))
        {
            bool begins = frame.Kind == RelayFrameKind.Begin;
            if (begins && _unread >= MemberChannel.Window)
            {
                return null;
            }

            _unread += begins ? frame.Length + MemberChannel.Overhead : 0;
            return _frames.Dequeue();
        }

        if (_hasEnded && !_isEndTold)
        {
            _isEndTold = true;
            return new RelayFrame(RelayFrameKind.Left, Sender.Member.Value);
        }

        return null;
    }

    /// <summary>A frame is sent on; a grant to the sender when it is worth one.</summary>
    public RelayFrame? SentOn(RelayFrame frame)
    {
        if (frame.Kind is not (RelayFrameKind.Begin or RelayFrameKind.Continue))
        {
            return null;
        }

        _held -= Cost(frame);
        _ungranted += Cost(frame);
        if (_ungranted < MemberChannel.Window / 4)
        {
            return null;
        }

        var grant = new RelayFrame(RelayFrameKind.Grant, Receiver.Value, (int)_ungranted);
        _ungranted = 0;
        return grant;
    }

    /// <summary>The receiver has read so much; false when it was not sent so much.</summary>
    public bool Grant(int bytes) => (_unread -= bytes) >= 0;

    /// <summary>The sender has left: the receiver is told after the last frame.</summary>
    public void End() => _hasEnded = true;

    /// <summary>The receiver has left, or never came before the sender left: nothing goes on from here.</summary>
    public void Cut()
    {
        _isCut = true;
        _held = 0;
        while (_frames.TryDequeue(out RelayFrame? frame))
        {
            frame.Return();
        }
    }

    private static int Cost(RelayFrame frame) => frame.Payload.Length + MemberChannel.Overhead;
}
