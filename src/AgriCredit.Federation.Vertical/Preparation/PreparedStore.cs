using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>One preparation of a kind in a party's store: what it is, the party's seed, and at the last party dealt values under keys of their own.</summary>
/// <remarks>A new one is kept beside the last until it is complete, and replaces it in one write. Stores may be shared by several of these. Source: PROTOCOL 5.3.</remarks>
/// <typeparam name="T">What describes a preparation.</typeparam>
internal sealed class PreparedStore<T>
    where T : class
{
    private readonly IStateStore _store;
    private readonly string _root;
    private readonly Func<byte[], T?> _parse;
    private readonly Func<T, byte[]> _write;
    private readonly Func<T, IEnumerable<string>> _valueKeys;

    /// <summary>Takes up a store.</summary>
    /// <param name="store">The store; stays the caller's.</param>
    /// <param name="root">What all keys begin with.</param>
    /// <param name="parse">Reads a description; null where it is none.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="valueKeys">The keys, after the root, of the dealt values that a preparation may still have.</param>
    public PreparedStore(IStateStore store, string root, Func<byte[], T?> parse, Func<T, byte[]> write, Func<T, IEnumerable<string>> valueKeys)
    {
        _store = store;
        _root = root;
        _parse = parse;
        _write = write;
        _valueKeys = valueKeys;
    }

    /// <summary>What is prepared and not used up.</summary>
    public T? Current => Parse(CurrentKey);

    private string CurrentKey => _root + "header";

    private string SeedKey => _root + "seed";

    private string LeftoverKey => _root + "unfinished";

    /// <summary>Dealt values under a key; null where there are none.</summary>
    public byte[]? Read(string key) => _store.Read(_root + key);

    /// <summary>Begins a preparation, and removes what an earlier one that did not come to its end has left.</summary>
    public void Begin(T preparation)
    {
        lock (_store)
        {
            _store.Write([.. Erasure(Parse(LeftoverKey)), StateChange.Set(LeftoverKey, _write(preparation))]);
        }
    }

    /// <summary>Keeps dealt values of the preparation that has begun.</summary>
    /// <param name="preparation">What it is so far.</param>
    /// <param name="values">The values, by key.</param>
    public void Keep(T preparation, IEnumerable<(string Key, byte[] Values)> values) =>
        _store.Write([StateChange.Set(LeftoverKey, _write(preparation)), .. values.Select(each => StateChange.Set(_root + each.Key, each.Values))]);

    /// <summary>Puts the preparation that has begun in the place of an earlier one.</summary>
    public void Complete(T preparation, DealtSeed seed)
    {
        byte[] bytes = seed.Export();
        try
        {
            lock (_store)
            {
                _store.Write([.. Erasure(Current), StateChange.Set(CurrentKey, _write(preparation)), StateChange.Set(SeedKey, bytes), StateChange.Delete(LeftoverKey)]);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Marks a part, or all, of the preparation as used, for good.</summary>
    /// <param name="check">Looks whether that may be; throws if not. Says what is left, null for nothing, and which values are erased at once.</param>
    /// <returns>The seed; null where there is none.</returns>
    public SecretBytes? Take(Func<T?, (T? Left, IEnumerable<string> Erased)> check)
    {
        lock (_store)
        {
            T? current = Current;
            (T? left, IEnumerable<string> erased) = check(current);
            if (_store.Read(SeedKey) is not { } seed)
            {
                return null;
            }

            try
            {
                List<StateChange> changes = [.. erased.Select(key => StateChange.Delete(_root + key))];
                if (left is not null)
                {
                    changes.Add(StateChange.Set(CurrentKey, _write(left)));
                }
                else
                {
                    changes.AddRange([StateChange.Delete(CurrentKey), StateChange.Delete(SeedKey)]);
                    if (_valueKeys(current!).Except(erased).Any())
                    {
                        // Values that are still to be read are left over, as those of a preparation that was not completed.
                        changes.Add(StateChange.Set(LeftoverKey, _write(current!)));
                    }
                }

                _store.Write(changes);
                return SecretBytes.CopyOf(seed);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        }
    }

    /// <summary>Removes what a preparation has left that was used, or not completed.</summary>
    public void RemoveLeftover()
    {
        lock (_store)
        {
            if (Parse(LeftoverKey) is { } leftover)
            {
                _store.Write([.. Erasure(leftover), StateChange.Delete(LeftoverKey)]);
            }
        }
    }

    private IEnumerable<StateChange> Erasure(T? preparation) => preparation is null ? [] : _valueKeys(preparation).Select(key => StateChange.Delete(_root + key));

    private T? Parse(string key) => _store.Read(key) is { } bytes ? _parse(bytes) : null;
}
