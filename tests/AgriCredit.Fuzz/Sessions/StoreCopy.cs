using AgriCredit.Federation;

namespace AgriCredit.Fuzz.Sessions;

/// <summary>Stores with given contents.</summary>
internal static class StoreCopy
{
    public static MemoryStateStore Of(IEnumerable<KeyValuePair<string, byte[]>> contents, params IEnumerable<KeyValuePair<string, byte[]>> changed)
    {
        var store = new MemoryStateStore();
        store.Write([.. contents.Select(entry => StateChange.Set(entry.Key, entry.Value))]);
        store.Write([.. changed.Select(entry => StateChange.Set(entry.Key, entry.Value))]);
        return store;
    }
}
