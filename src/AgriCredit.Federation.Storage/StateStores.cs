namespace AgriCredit.Federation.Storage;

/// <summary>Opens the store that a member's configuration names.</summary>
public static class StateStores
{
    /// <summary>Opens a database or a file.</summary>
    /// <param name="location">
    /// A URI (<c>postgres://...</c>) or keywords with a host (<c>Host=...;...</c>) mean PostgreSQL, see <see cref="PostgresStateStore.Open"/>; anything else is the path of a SQLite file, see
    /// <see cref="SqliteStateStore.Open"/>.
    /// </param>
    /// <param name="member">The member whose state it is, 1 to 400 characters.</param>
    /// <exception cref="ArgumentException"><paramref name="location"/> is empty, or <paramref name="member"/> is not 1 to 400 characters of well-formed text.</exception>
    /// <exception cref="StateStoreException">The store cannot be opened. No message holds a password.</exception>
    public static IStateStore Open(string location, string member)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        StateKeys.Check(member, nameof(member));
        return PostgresLocation.IsOne(location) ? PostgresStateStore.Open(location, member) : SqliteStateStore.Open(location, member);
    }

    /// <summary>Whether a location is the path of a file, and not a database elsewhere.</summary>
    /// <param name="location">As for <see cref="Open"/>.</param>
    public static bool IsFile(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        return !PostgresLocation.IsOne(location);
    }
}
