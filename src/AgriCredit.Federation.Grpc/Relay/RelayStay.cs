using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>A member's stay at the relay: its stream, whom it has met, and what is to be written to it. The hub's lock guards all but the writing.</summary>
internal sealed class RelayStay
{
    private readonly RelayHub _hub;
    private readonly Func<RelayFrame, Task> _write;
    private readonly Action _abort;
    private readonly Queue<RelayFrame> _control = [];
    private readonly List<RelayLane> _turns = [];
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _turn;
    private bool _isWriting;
    private TaskCompletionSource? _sign;

    /// <param name="hub">The relay.</param>
    /// <param name="member">The member of the stream's certificate.</param>
    /// <param name="write">Writes a frame to the stream; called by one at a time.</param>
    /// <param name="abort">Ends the stream when it cannot be written to.</param>
    public RelayStay(RelayHub hub, PartyId member, Func<RelayFrame, Task> write, Action abort)
    {
        _hub = hub;
        Member = member;
        _write = write;
        _abort = abort;
        _control.Enqueue(new RelayFrame(RelayFrameKind.Welcome));
    }

    public PartyId Member { get; }

    public Dictionary<PartyId, RelayStay> Met { get; } = [];

    public Dictionary<PartyId, RelayLane> Outward { get; } = [];

    public Dictionary<PartyId, RelayLane> Inward { get; } = [];

    /// <summary>Ends when the member has left.</summary>
    public Task Left => _left.Task;

    /// <summary>Joins the lanes of two stays, unless the other has met an earlier stay of this member.</summary>
    public void Meet(RelayStay other)
    {
        if (other.Met.TryAdd(Member, this))
        {
            Met.Add(other.Member, other);
            Listen(other);
            other.Listen(this);
        }
    }

    public void Tell(RelayFrame frame)
    {
        if (!_left.Task.IsCompleted)
        {
            _control.Enqueue(frame);
        }
    }

    /// <summary>Asks for a sign of life.</summary>
    public Task Ask()
    {
        Tell(new RelayFrame(RelayFrameKind.Ping));
        _sign ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _sign.Task;
    }

    public void Answered()
    {
        _sign?.TrySetResult();
        _sign = null;
    }

    public void Leave()
    {
        _left.TrySetResult();
        _control.Clear();
        if (!_isWriting)
        {
            _written.TrySetResult();
        }
    }

    /// <summary>Ends when the last write has.</summary>
    public Task WrittenAsync() => _written.Task;

    /// <summary>Writes what there is to write, unless somebody does already.</summary>
    /// <remarks>
    /// Runs on the thread that brought the news, up to the first write that has to wait: waking another for each frame costs more than a small frame's whole way.
    /// Not under the lock.
    /// </remarks>
    public void Write()
    {
        lock (_hub.Gate)
        {
            if (_isWriting || _left.Task.IsCompleted)
            {
                return;
            }

            _isWriting = true;
        }

        _ = WriteAllAsync();
    }

    private async Task WriteAllAsync()
    {
        while (TryNext(out RelayFrame? frame, out RelayLane? lane))
        {
            try
            {
                await _write(frame);
            }
            catch (Exception exception) when (exception is RpcException or IOException or InvalidOperationException or OperationCanceledException)
            {
                // The connection is gone, and the reading end learns it by itself; a write that fails for another reason must not leave the stream half alive.
                _abort();
                lock (_hub.Gate)
                {
                    _written.TrySetResult();
                }

                return;
            }
            finally
            {
                frame.Return();
            }

            if (lane is not null)
            {
                _hub.SentOn(lane, frame);
            }
        }
    }

    /// <summary>The next frame to write, control frames first and then a frame of each sender in turn; false ends the writing.</summary>
    private bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RelayFrame? frame, out RelayLane? lane)
    {
        lock (_hub.Gate)
        {
            frame = null;
            lane = null;
            if (_left.Task.IsCompleted)
            {
                _written.TrySetResult();
                return false;
            }

            if (_control.TryDequeue(out frame))
            {
                return true;
            }

            for (int i = 0; i < _turns.Count; i++)
            {
                _turn = (_turn + 1) % _turns.Count;
                lane = _turns[_turn];
                if ((frame = lane.Next()) is not null)
                {
                    return true;
                }
            }

            _isWriting = false;
            return false;
        }
    }

    private void Listen(RelayStay sender)
    {
        if (!sender.Outward.TryGetValue(Member, out RelayLane? lane))
        {
            lane = new RelayLane(sender, Member);
            sender.Outward.Add(Member, lane);
        }

        Inward.Add(sender.Member, lane);
        _turns.Add(lane);
    }
}
