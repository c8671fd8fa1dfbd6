namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>The kinds of stores, listed once.</summary>
internal static class Places
{
    public const string Memory = "memory";
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    private const string Member = "bank-1";

    public static TheoryData<string> All => [Memory, .. DurableKinds];

    /// <summary>Without PostgreSQL where it is not installed; a fact of <see cref="PostgresStateStoreTests"/> is then skipped and says so.</summary>
    public static TheoryData<string> Durable => [.. DurableKinds];

    private static string[] DurableKinds => PostgresPrograms.Missing is null ? [Sqlite, Postgres] : [Sqlite];

    public static Place New(string kind, PostgresServer server)
    {
        switch (kind)
        {
            case Memory:
                return new Place(Memory, Member, () => { });
            case Sqlite:
                DirectoryInfo folder = Directory.CreateTempSubdirectory("agricredit-");
                return new Place(Path.Combine(folder.FullName, "state.db"), Member, () => folder.Delete(recursive: true));
            case Postgres:
                return new Place(server.NewDatabase(), Member, () => { });
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    public static IStateStore OpenAt(string location, string member) => location == Memory ? new MemoryStateStore() : StateStores.Open(location, member);
}
