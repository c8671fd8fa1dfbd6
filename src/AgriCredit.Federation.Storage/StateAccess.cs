namespace AgriCredit.Federation.Storage;

/// <summary>Lets one thread at a time at a store, and nobody after a failure.</summary>
/// <remarks>After a failed write memory and disk may disagree; a member that went on could send what it did not keep. So the first failure is final, and says so again.</remarks>
internal sealed class StateAccess
{
    private const string AllOrNothing = "The write is not acknowledged: after a restart it is there as a whole or not at all.";

    private readonly Lock _lock = new();
    private readonly string _store;
    private readonly Func<Exception, string> _explain;
    private StateStoreException? _failure;
    private bool _closed;

    /// <param name="store">The store, as messages name it; without a secret.</param>
    /// <param name="explain">What a failure means and what to do.</param>
    public StateAccess(string store, Func<Exception, string> explain)
    {
        _store = store;
        _explain = explain;
    }

    public T Run<T>(Func<T> read)
    {
        lock (_lock)
        {
            return Guarded(read, _explain);
        }
    }

    public void Write(Action write)
    {
        lock (_lock)
        {
            Guarded(
                () =>
                {
                    write();
                    return true;
                },
                cause => $"{_explain(cause)} {AllOrNothing}");
        }
    }

    public void Close(Action close)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _closed = true;
                close();
            }
        }
    }

    /// <summary>The failure to report for what a driver threw.</summary>
    public static StateStoreException Failed(string store, Func<Exception, string> explain, Exception cause) => new($"{store}: {explain(cause)}", cause);

    private T Guarded<T>(Func<T> work, Func<Exception, string> explain)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(IStateStore));
        if (_failure is not null)
        {
            throw new StateStoreException($"{_store} failed earlier and takes nothing more; remove the cause and start the member again. It was: {_failure.Message}", _failure);
        }

        try
        {
            return work();
        }
        catch (Exception cause)
        {
            _failure = Failed(_store, explain, cause);
            throw _failure;
        }
    }
}
