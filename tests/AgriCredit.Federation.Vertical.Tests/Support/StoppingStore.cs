namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>The process is no more.</summary>
internal sealed class KilledException : Exception;

/// <summary>A store before or after one of whose writes the process is killed.</summary>
internal sealed class StoppingStore : IStateStore
{
    private readonly MemoryStateStore _store = new();

    public bool StopsAfterNextWrite { get; set; }

    public bool StopsBeforeNextWrite { get; set; }

    public byte[]? Read(string key) => _store.Read(key);

    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix) => _store.ReadAll(prefix);

    public void Write(IReadOnlyList<StateChange> changes)
    {
        if (StopsBeforeNextWrite)
        {
            StopsBeforeNextWrite = false;
            throw new KilledException();
        }

        _store.Write(changes);
        if (StopsAfterNextWrite)
        {
            StopsAfterNextWrite = false;
            throw new KilledException();
        }
    }

    public void Dispose() => _store.Dispose();
}
