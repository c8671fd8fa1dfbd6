namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>The kinds of stores, listed once.</summary>
internal static class Places
{
    public const string Memory = "memory";
    public const string Sqlite = "SQLite";

    private const string Member = "bank-1";

    public static TheoryData<string> All => [Memory, .. Durable];

    public static TheoryData<string> Durable => [Sqlite];

    public static Place New(string kind)
    {
        switch (kind)
        {
            case Memory:
                return new Place(Memory, Member, () => { });
            case Sqlite:
                DirectoryInfo folder = Directory.CreateTempSubdirectory("agricredit-");
                return new Place(Path.Combine(folder.FullName, "state.db"), Member, () => folder.Delete(recursive: true));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    public static IStateStore OpenAt(string location, string member) => location == Memory ? new MemoryStateStore() : SqliteStateStore.Open(location, member);
}
