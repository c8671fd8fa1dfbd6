namespace AgriCredit.Federation;

/// <summary>The durable memory of one member: keys and values, changed several at a time or not at all.</summary>
/// <remarks>
/// A member writes what it decided before it sends it, so <see cref="Write"/> returns only when the changes outlive a crash of process and machine. One process at a
/// time owns a store. The values of a party hold keys of the open round: guard a store like the signing key. Implementations are thread-safe.
/// Source: PROTOCOL 1.1, "write before send".
/// </remarks>
public interface IStateStore : IDisposable
{
    /// <summary>Reads one value.</summary>
    /// <param name="key">The key, compared ordinally.</param>
    /// <returns>A copy that the caller may clear; null when there is none.</returns>
    /// <exception cref="StateStoreException">The store cannot be read.</exception>
    byte[]? Read(string key);

    /// <summary>Reads all keys that begin with a prefix, with their values, in ordinal order.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <exception cref="StateStoreException">The store cannot be read.</exception>
    IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix);

    /// <summary>Makes all of the changes durable, or none.</summary>
    /// <param name="changes">Each key at most once.</param>
    /// <exception cref="StateStoreException">The changes could not be written, or it is not known whether they were; the store must not be used further.</exception>
    void Write(IReadOnlyList<StateChange> changes);
}
