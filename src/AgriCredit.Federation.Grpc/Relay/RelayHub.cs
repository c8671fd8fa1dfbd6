namespace AgriCredit.Federation.Grpc;

/// <summary>Who is at the relay, and where each frame goes. Knows no transport beyond the frames.</summary>
/// <remarks>One lock for all: what is done under it takes a fraction of a microsecond a frame, and no write happens there.</remarks>
internal sealed class RelayHub
{
    private readonly HashSet<PartyId> _members;
    private readonly Dictionary<PartyId, RelayStay> _present = [];
    private TaskCompletionSource? _empty;
    private bool _isStopping;

    public RelayHub(IEnumerable<PartyId> members) => _members = [.. members];

    public Lock Gate { get; } = new();

    /// <summary>Begins a stay; the stay that is in the way, or null.</summary>
    public RelayStay? Join(RelayStay stay)
    {
        RelayStay[] met;
        lock (Gate)
        {
            if (!_present.TryAdd(stay.Member, stay))
            {
                return _present[stay.Member];
            }

            foreach (RelayStay other in _present.Values.Where(other => other != stay))
            {
                stay.Meet(other);
            }

            met = [.. stay.Met.Values];
        }

        stay.Write();
        foreach (RelayStay other in met)
        {
            other.Write();
        }

        return null;
    }

    /// <summary>From now on, whoever leaves is not reported to the others: it is the relay that all of them lose.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            _isStopping = true;
        }
    }

    /// <summary>Ends a stay: those it has met are told, and get the rest of its messages before its end.</summary>
    public void Leave(RelayStay stay)
    {
        RelayStay[] met;
        lock (Gate)
        {
            _present.Remove(stay.Member);
            if (_present.Count == 0)
            {
                _empty?.SetResult();
                _empty = null;
            }

            stay.Leave();
            met = _isStopping ? [] : [.. stay.Met.Values];
            foreach (RelayStay other in met)
            {
                other.Outward[stay.Member].Cut();
                other.Tell(new RelayFrame(RelayFrameKind.Closed, stay.Member.Value));
                other.Inward[stay.Member].End();
            }

            foreach ((PartyId receiver, RelayLane lane) in stay.Outward)
            {
                if (!stay.Met.TryGetValue(receiver, out RelayStay? other) || other.Left.IsCompleted)
                {
                    lane.Cut();
                }
            }
        }

        foreach (RelayStay other in met)
        {
            other.Write();
        }
    }

    /// <summary>Ends as soon as no member is there.</summary>
    public Task EmptyAsync()
    {
        lock (Gate)
        {
            if (_present.Count == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Asks a member for a sign of life.</summary>
    public Task Ask(RelayStay stay)
    {
        Task sign;
        lock (Gate)
        {
            sign = stay.Ask();
        }

        stay.Write();
        return sign;
    }

    /// <summary>Takes a frame of a member's; why its stream is to be closed, or null.</summary>
    /// <param name="stay">The member's stay.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="toWrite">To whom there is now something to write; the caller does it, under no lock.</param>
    public RelayRefusal? Take(RelayStay stay, RelayFrame frame, out RelayStay? toWrite)
    {
        toWrite = null;
        lock (Gate)
        {
            switch (frame.Kind)
            {
                case RelayFrameKind.Begin or RelayFrameKind.Continue:
                    if (FindLane(stay, frame.Member) is not { } lane)
                    {
                        return RelayRefusal.Malformed($"'{frame.Member}' is no member that '{stay.Member}' could send to: the roster does not have it, or it is the sender itself.");
                    }

                    if (lane.Take(frame) is { } refusal)
                    {
                        return refusal;
                    }

                    toWrite = stay.Met.GetValueOrDefault(lane.Receiver);
                    break;
                case RelayFrameKind.Grant:
                    if (!PartyId.IsValid(frame.Member) || !stay.Inward.TryGetValue(new PartyId(frame.Member), out RelayLane? inward) || !inward.Grant(frame.Length))
                    {
                        return RelayRefusal.Malformed($"A grant of {frame.Length} bytes to '{frame.Member}', who did not send as much.");
                    }

                    toWrite = stay;
                    break;
                case RelayFrameKind.Pong:
                    stay.Answered();
                    break;
                default:
                    return RelayRefusal.Malformed(frame.Kind == RelayFrameKind.Malformed ? "A frame that is not as relay.proto says." : $"A frame of kind {frame.Kind}, which only the relay sends.");
            }
        }

        return null;
    }

    /// <summary>A frame was written to its receiver.</summary>
    public void SentOn(RelayLane lane, RelayFrame frame)
    {
        lock (Gate)
        {
            if (lane.SentOn(frame) is not { } grant)
            {
                return;
            }

            lane.Sender.Tell(grant);
        }

        lane.Sender.Write();
    }

    private RelayLane? FindLane(RelayStay stay, string member)
    {
        if (!PartyId.IsValid(member))
        {
            return null;
        }

        var receiver = new PartyId(member);
        if (!stay.Outward.TryGetValue(receiver, out RelayLane? lane) && receiver != stay.Member && _members.Contains(receiver))
        {
            lane = new RelayLane(stay, receiver);
            stay.Outward.Add(receiver, lane);
        }

        return lane;
    }
}
