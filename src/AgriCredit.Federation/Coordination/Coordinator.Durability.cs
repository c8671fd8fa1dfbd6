namespace AgriCredit.Federation;

// What a coordinator keeps, and how it goes on from it.
public sealed partial class Coordinator
{
    private void Note(ulong round, Wire.CoordinatorEvent happened)
    {
        if (!_observer.IsReplaying)
        {
            _journal.Add(round, happened);
        }
    }

    private void Commit()
    {
        if (!_observer.IsReplaying)
        {
            _journal.Commit();
        }
    }

    /// <summary>Plays what the store holds: the same events lead to the same decisions, and parties that ask again get the same answers.</summary>
    private void Replay()
    {
        _observer.IsReplaying = true;
        foreach ((_, Wire.EndedRound? end, Wire.CoordinatorEvent? happened) in _journal.Load())
        {
            if (_stage is null)
            {
                break;
            }

            if (end is not null)
            {
                bool isVoid = end.MessageCase == Wire.EndedRound.MessageOneofCase.Void;
                Finish(_stage, ((CollectInputs)_stage).EndAgain((isVoid ? end.Void : end.Publish).Memory, isVoid, WireReader.ReadParties(end.Remaining)!));
            }
            else if (happened!.EventCase == Wire.CoordinatorEvent.EventOneofCase.Received)
            {
                _ = Receive(new PartyId(happened.Received.Sender), Envelope.FromWire(happened.Received));
            }
            else if (happened.TimedOut)
            {
                Finish(_stage, _stage.AnswerIncomplete());
            }
            else
            {
                CancelSession();
            }
        }

        _observer.IsReplaying = false;
    }

    /// <summary>After a fault nothing is sent any more: what could not be written, or went wrong half way, must not become known.</summary>
    private T Guard<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception exception)
        {
            _stage = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _completion.TrySetException(exception);
            foreach (Pending pending in _pending.Values)
            {
                pending.Reply.TrySetException(exception);
                _ = pending.Reply.Task.Exception;
            }

            throw;
        }
    }
}
