namespace AgriCredit.Federation;

/// <summary>A member's stay at a <see cref="MemoryRelay"/>, whose lock guards what it knows of the others.</summary>
internal sealed class MemoryMemberChannel : IMemberChannel
{
    private readonly MemoryRelay _relay;
    private readonly Dictionary<PartyId, MemoryLane> _outward = [];
    private readonly Dictionary<PartyId, MemoryLane> _inward = [];
    private readonly Dictionary<PartyId, MemoryMemberChannel> _met = [];
    private bool _hasLeft;

    public MemoryMemberChannel(MemoryRelay relay, PartyId self)
    {
        _relay = relay;
        Self = self;
    }

    public PartyId Self { get; }

    public ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        MemberChannel.RequireOther(receiver, Self, nameof(receiver));
        MemberChannel.RequireWithinLimit(message);
        MemoryLane lane = Find(_outward, receiver);
        if (_relay.Tamper is { } tamper)
        {
            if (tamper(Self, receiver, message) is not { } altered)
            {
                return ValueTask.CompletedTask;
            }

            message = altered;
        }

        _relay.Tap?.Invoke(Self, receiver, message);
        return lane.SendAsync(message, cancellationToken);
    }

    public ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken)
    {
        MemberChannel.RequireOther(sender, Self, nameof(sender));
        return Find(_inward, sender).ReceiveAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        lock (_relay.Gate)
        {
            if (_hasLeft)
            {
                return ValueTask.CompletedTask;
            }

            _hasLeft = true;
            _relay.Leave(this);
            foreach ((PartyId member, MemoryMemberChannel other) in _met)
            {
                Func<Exception> left = () => MemberLostException.Left(member, Self);
                other._inward[Self].CloseReceiving(left);
                other._outward[Self].CloseSending(left);
            }

            Func<Exception> disposed = () => new ObjectDisposedException(nameof(IMemberChannel), $"The channel of '{Self}' is closed.");
            foreach (MemoryLane lane in _inward.Values)
            {
                lane.CloseReceiving(disposed);
            }

            foreach (MemoryLane lane in _outward.Values)
            {
                lane.CloseSending(disposed);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Joins the lanes of two stays, unless the other has met an earlier stay of this member. Under the relay's lock, before this channel is used.</summary>
    public void Meet(MemoryMemberChannel other)
    {
        if (other._met.TryAdd(Self, this))
        {
            _met.Add(other.Self, other);
            _outward.Add(other.Self, Get(other._inward, Self));
            _inward.Add(other.Self, Get(other._outward, Self));
        }
    }

    private MemoryLane Find(Dictionary<PartyId, MemoryLane> lanes, PartyId member)
    {
        lock (_relay.Gate)
        {
            ObjectDisposedException.ThrowIf(_hasLeft, typeof(IMemberChannel));
            return Get(lanes, member);
        }
    }

    private static MemoryLane Get(Dictionary<PartyId, MemoryLane> lanes, PartyId member)
    {
        if (!lanes.TryGetValue(member, out MemoryLane? lane))
        {
            lane = new MemoryLane();
            lanes.Add(member, lane);
        }

        return lane;
    }
}
