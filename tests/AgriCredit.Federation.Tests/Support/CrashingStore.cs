namespace AgriCredit.Federation.Tests;

/// <summary>When a member is killed in a write.</summary>
internal enum Crash
{
    None,

    /// <summary>Before anything of it is durable.</summary>
    Before,

    /// <summary>When all of it is durable, and before the member knows.</summary>
    After,
}

/// <summary>A store whose owner is killed in the writes that a function chooses by their number, from 0.</summary>
internal sealed class CrashingStore(IStateStore inner, Func<int, Crash> choose) : IStateStore
{
    public int Writes { get; private set; }

    public byte[]? Read(string key) => inner.Read(key);

    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix) => inner.ReadAll(prefix);

    public void Write(IReadOnlyList<StateChange> changes)
    {
        Crash crash = choose(Writes++);
        if (crash != Crash.Before)
        {
            inner.Write(changes);
        }

        if (crash != Crash.None)
        {
            throw new StoreCrashException();
        }
    }

    public void Dispose() => inner.Dispose();
}

/// <summary>The owner of a store was killed while it wrote.</summary>
internal sealed class StoreCrashException : Exception;
