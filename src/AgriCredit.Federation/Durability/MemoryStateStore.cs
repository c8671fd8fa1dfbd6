namespace AgriCredit.Federation;

/// <summary>A store that lives as long as the process: for simulations, where a member that is gone does not come back.</summary>
public sealed class MemoryStateStore : IStateStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public byte[]? Read(string key)
    {
        lock (_lock)
        {
            return _values.TryGetValue(key, out byte[]? value) ? [.. value] : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix)
    {
        lock (_lock)
        {
            return [.. _values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToArray()))];
        }
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<StateChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_lock)
        {
            foreach (StateChange change in changes)
            {
                Forget(change.Key);
                if (change.Value is { } value)
                {
                    _values.Add(change.Key, value.ToArray());
                }
            }
        }
    }

    /// <summary>Erases everything.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (byte[] value in _values.Values)
            {
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(value);
            }

            _values.Clear();
        }
    }

    private void Forget(string key)
    {
        if (_values.Remove(key, out byte[]? old))
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(old);
        }
    }
}
