namespace AgriCredit.Federation;

/// <summary>Makes senders wait while too many bytes are under way. What starts below the limit may pass it, whatever its size.</summary>
internal sealed class ByteWindow
{
    private readonly Lock _lock = new();
    private readonly long _limit;
    private long _underWay;
    private Func<Exception>? _closed;
    private TaskCompletionSource? _change;

    public ByteWindow(long limit) => _limit = limit;

    public ValueTask EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryEnter(bytes, out Task change) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(change, bytes, cancellationToken));
    }

    public void Leave(long bytes)
    {
        TaskCompletionSource? change = null;
        lock (_lock)
        {
            _underWay -= bytes;
            if (_underWay < _limit)
            {
                (change, _change) = (_change, null);
            }
        }

        change?.SetResult();
    }

    /// <summary>From now on, entering throws; the first reason stays.</summary>
    public void Close(Func<Exception> reason)
    {
        TaskCompletionSource? change;
        lock (_lock)
        {
            _closed ??= reason;
            (change, _change) = (_change, null);
        }

        change?.SetResult();
    }

    /// <param name="bytes">What is to get under way.</param>
    /// <param name="change">When it could not: what to wait for before trying again.</param>
    private bool TryEnter(int bytes, out Task change)
    {
        lock (_lock)
        {
            if (_closed is { } reason)
            {
                throw reason();
            }

            if (_underWay < _limit)
            {
                _underWay += bytes;
                change = Task.CompletedTask;
                return true;
            }

            _change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            change = _change.Task;
            return false;
        }
    }

    private async Task WaitAsync(Task change, int bytes, CancellationToken cancellationToken)
    {
        do
        {
            await change.WaitAsync(cancellationToken);
        }
        while (!TryEnter(bytes, out change));
    }
}
