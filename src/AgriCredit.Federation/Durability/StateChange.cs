namespace AgriCredit.Federation;

/// <summary>One change of a store. Not a record: its value may hold keys, and is never printed.</summary>
public sealed class StateChange
{
    private StateChange(string key, ReadOnlyMemory<byte>? value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The new value; null deletes the key.</summary>
    public ReadOnlyMemory<byte>? Value { get; }

    /// <summary>Sets a value.</summary>
    /// <param name="key">The key, at least one character.</param>
    /// <param name="value">The value; the store copies it.</param>
    public static StateChange Set(string key, ReadOnlyMemory<byte> value) => new(key, value);

    /// <summary>Deletes a key, if it is there.</summary>
    /// <param name="key">The key.</param>
    public static StateChange Delete(string key) => new(key, null);

    /// <summary>The key; never the value.</summary>
    public override string ToString() => Value is null ? $"delete {Key}" : $"set {Key}";
}
