using System.Text;

namespace AgriCredit.Federation.Storage;

/// <summary>What every store on disk asks of its callers, so that a key one store takes is taken by the other.</summary>
internal static class StateKeys
{
    /// <summary>The longest key or member, in characters: three bytes each, and both together fit into an index row of PostgreSQL (2,704 bytes).</summary>
    public const int MaxLength = 400;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks a key or the name of a member.</summary>
    public static void Check(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"A state key or member has 1 to {MaxLength} characters, not {text.Length}.", parameter);
        }

        CheckText(text, parameter);
    }

    /// <summary>Checks a prefix of keys, which may be empty.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        CheckText(prefix, nameof(prefix));
    }

    /// <summary>Checks changes before anything is written: a caller's mistake must not break the store.</summary>
    public static void Check(IReadOnlyList<StateChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (StateChange change in changes)
        {
            Check(change.Key, nameof(changes));
            if (!seen.Add(change.Key))
            {
                throw new ArgumentException($"The key '{change.Key}' is changed twice in one write.", nameof(changes));
            }
        }
    }

    // PostgreSQL's text has no NUL, SQLite's functions stop at one, and a lone surrogate has no form in UTF-8: two keys that differ in one would be the same row.
    private static void CheckText(string text, string parameter)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A state key or member holds no NUL.", parameter);
        }

        try
        {
            StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException malformed)
        {
            throw new ArgumentException("A state key or member is well-formed text.", parameter, malformed);
        }
    }
}
