namespace AgriCredit.Federation;

/// <summary>The name of a party, or of the coordinator, in a session. Ordered by ordinal comparison.</summary>
public readonly record struct PartyId : IComparable<PartyId>
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 200;

    private readonly string? _value;

    /// <summary>Makes an id.</summary>
    /// <param name="value">1 to <see cref="MaxLength"/> characters of well-formed text, none of them a control character.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty, too long, not well-formed or holds a control character.</exception>
    public PartyId(string value)
    {
        if (!IsValid(value))
        {
            throw new ArgumentException($"A party id has 1 to {MaxLength} characters and no control characters.", nameof(value));
        }

        _value = value;
    }

    /// <summary>The name.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether a text can be an id.</summary>
    /// <param name="value">The text.</param>
    public static bool IsValid(string? value) => value is { Length: > 0 and <= MaxLength } && !value.Any(char.IsControl) && IsWellFormed(value);

    // A lone surrogate has no form in UTF-8: two ids that differ in one would share their keys' labels.
    private static bool IsWellFormed(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(PartyId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    public static bool operator <(PartyId left, PartyId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(PartyId left, PartyId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(PartyId left, PartyId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(PartyId left, PartyId right) => left.CompareTo(right) >= 0;
}
