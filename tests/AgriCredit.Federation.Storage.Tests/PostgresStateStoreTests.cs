using AgriCredit.Federation.Storage.Tests.Support;
using Npgsql;

namespace AgriCredit.Federation.Storage.Tests;

[Collection(StoresCollection.Name)]
public class PostgresStateStoreTests
{
    private static readonly IReadOnlyList<StateChange> One = [StateChange.Set("key", new byte[] { 1 })];

    private readonly PostgresServer _server;

    public PostgresStateStoreTests(PostgresServer server) => _server = server;

    [PostgresFact]
    public void Members_ShareADatabaseAndSeeTheirOwnKeysAlone()
    {
        string database = _server.NewDatabase();
        using PostgresStateStore first = PostgresStateStore.Open(database, "a");
        using PostgresStateStore second = PostgresStateStore.Open(database, "a/");
        first.Write([StateChange.Set("key", new byte[] { 1 }), StateChange.Set("/key", new byte[] { 2 })]);
        second.Write([StateChange.Set("key", new byte[] { 3 }), StateChange.Delete("/key")]);
        Assert.Equal(["/key", "key"], first.ReadAll("").Select(entry => entry.Key));
        Assert.Equal(["key"], second.ReadAll("").Select(entry => entry.Key));
    }

    [PostgresFact]
    public void Members_ThatComeAtOnce_MakeTheTablesOnce()
    {
        string database = _server.NewDatabase();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using PostgresStateStore store = PostgresStateStore.Open(database, $"bank-{i}");
            store.Write(One);
        });
        Assert.Equal(8L, PostgresServer.Sql(database, "SELECT count(*) FROM agricredit.state"));
        Assert.Equal(1L, PostgresServer.Sql(database, "SELECT count(*) FROM agricredit.format"));
    }

    [PostgresFact]
    public void LostConnection_IsFinal_AndAnotherMayOpen()
    {
        string database = _server.NewDatabase();
        using PostgresStateStore store = PostgresStateStore.Open(database, "bank-1");
        store.Write(One);
        EndSessions(database, "bank-1");
        var lost = Assert.Throws<StateStoreException>(() => store.Write([StateChange.Set("key", new byte[] { 2 })]));
        Assert.Contains("connection is lost", lost.Message, StringComparison.Ordinal);
        Assert.Contains("failed earlier", Assert.Throws<StateStoreException>(() => store.Read("key")).Message, StringComparison.Ordinal);

        using PostgresStateStore next = PostgresStateStore.Open(database, "bank-1");
        Assert.Throws<StateStoreException>(() => store.Write([StateChange.Set("key", new byte[] { 3 })]));
        Assert.Equal(new byte[] { 1 }, next.Read("key"));
    }

    [PostgresFact]
    public void FailureInTheMiddleOfAWrite_LeavesNothingOfIt()
    {
        string database = _server.NewDatabase();
        PostgresStateStore.Open(database, "bank-1").Dispose();
        PostgresServer.Sql(database, """
            CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF NEW.key = 'second' THEN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER fill BEFORE INSERT ON agricredit.state FOR EACH ROW EXECUTE FUNCTION fill();
            """);
        using (PostgresStateStore store = PostgresStateStore.Open(database, "bank-1"))
        {
            var failed = Assert.Throws<StateStoreException>(() => store.Write([StateChange.Set("first", new byte[] { 1 }), StateChange.Set("second", new byte[] { 2 })]));
            Assert.Contains("disk is full", failed.Message, StringComparison.Ordinal);
            Assert.Throws<StateStoreException>(() => store.Write(One));
        }

        using PostgresStateStore again = PostgresStateStore.Open(database, "bank-1");
        Assert.Empty(again.ReadAll(""));
    }

    /// <summary>The server dies as in a crash of its machine, again and again; it recovers everything that was acknowledged.</summary>
    [PostgresFact]
    public void CrashedServer_LosesNothingAcknowledged()
    {
        string database = _server.NewDatabase();
        for (int crash = 0; crash < 3; crash++)
        {
            using (PostgresStateStore store = PostgresStateStore.Open(database, "bank-1"))
            {
                for (int step = 0; step < 20; step++)
                {
                    store.Write([StateChange.Set($"{crash}/{step}", new byte[10_000]), StateChange.Set("last", new[] { (byte)crash, (byte)step })]);
                }

                _server.Crash();
                Assert.Throws<StateStoreException>(() => store.Write(One));
            }

            Assert.Contains("could not be reached", Assert.Throws<StateStoreException>(() => PostgresStateStore.Open(database, "bank-1")).Message, StringComparison.Ordinal);
            _server.Start();
            using PostgresStateStore again = PostgresStateStore.Open(database, "bank-1");
            Assert.Equal(20, again.ReadAll($"{crash}/").Count);
            Assert.Equal([(byte)crash, 19], again.Read("last"));
        }
    }

    [PostgresFact]
    public void AlteredValue_IsNotGivenOut()
    {
        string database = _server.NewDatabase();
        using PostgresStateStore store = PostgresStateStore.Open(database, "bank-1");
        store.Write(One);
        PostgresServer.Sql(database, @"UPDATE agricredit.state SET value = '\x02'");
        Assert.Contains("not what was written", Assert.Throws<StateStoreException>(() => store.Read("key")).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void TablesOfALaterFormat_AreRefused()
    {
        string database = _server.NewDatabase();
        PostgresStateStore.Open(database, "bank-1").Dispose();
        PostgresServer.Sql(database, "UPDATE agricredit.format SET version = 2");
        Assert.Contains("format 2; this version of AgriCredit uses format 1", Refused(database), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void ServerThatTakesNoWrites_IsRefused()
    {
        string database = _server.NewDatabase();
        Assert.Contains("takes no writes", Refused(database + ";Options=-c default_transaction_read_only=on"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void ServerThatIsNotDurable_IsRefused_AndASessionThatIsNotBecomesSo()
    {
        string database = _server.NewDatabase();
        using (PostgresStateStore store = PostgresStateStore.Open(database + ";Options=-c synchronous_commit=off", "bank-1"))
        {
            PostgresServer.Sql(database, """
                CREATE TABLE seen (setting text);
                CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
                CREATE TRIGGER see BEFORE INSERT ON agricredit.state FOR EACH ROW EXECUTE FUNCTION see();
                """);
            store.Write(One);
            Assert.Equal("on", PostgresServer.Sql(database, "SELECT setting FROM seen"));
        }

        _server.Crash();
        _server.Start("fsync=off");
        try
        {
            Assert.Contains("fsync = off", Refused(database), StringComparison.Ordinal);
        }
        finally
        {
            _server.Crash();
            _server.Start();
        }
    }

    [PostgresFact]
    public void UserWithoutRights_IsToldWhich_AndNeedsNoRightToCreateLater()
    {
        string database = _server.NewDatabase();
        string user = $"u{Guid.NewGuid():N}";
        PostgresServer.Sql(database, $"CREATE ROLE {user} LOGIN PASSWORD '{PostgresServer.Password.Replace("'", "''", StringComparison.Ordinal)}'");
        string theirs = _server.Connection((string)PostgresServer.Sql(database, "SELECT current_database()")!, user);
        Assert.Contains("CREATE on the database", Refused(theirs), StringComparison.Ordinal);
        PostgresStateStore.Open(database, "bank-1").Dispose();
        Assert.Contains("USAGE on schema agricredit", Refused(theirs), StringComparison.Ordinal);
        PostgresServer.Sql(database, $"GRANT USAGE ON SCHEMA agricredit TO {user}; GRANT SELECT ON agricredit.format TO {user}; GRANT SELECT, INSERT, UPDATE, DELETE ON agricredit.state TO {user}");
        using PostgresStateStore store = PostgresStateStore.Open(theirs, "bank-1");
        store.Write(One);
        Assert.Equal(new byte[] { 1 }, store.Read("key"));
    }

    [PostgresFact]
    public void Failures_HoldNoPasswordAndNoValue()
    {
        string database = _server.NewDatabase();
        const string Wrong = "wr0ng-pass";
        Exception[] failures =
        [
            Assert.Throws<StateStoreException>(() => PostgresStateStore.Open(_server.Connection("postgres", "admin", Wrong), "bank-1")),
            Assert.Throws<StateStoreException>(() => PostgresStateStore.Open(_server.Connection("none", "admin"), "bank-1")),
            Assert.Throws<StateStoreException>(() => PostgresStateStore.Open($"Host=127.0.0.1;Port=1;Password={Wrong}", "bank-1")),
            WriteThatBreaksAConstraint(database),
        ];
        Assert.Contains("does not accept the user or the password", failures[0].Message, StringComparison.Ordinal);
        Assert.Contains("database does not exist", failures[1].Message, StringComparison.Ordinal);
        foreach (Exception failure in failures)
        {
            Assert.DoesNotContain(Wrong, failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("abcdef", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [PostgresFact]
    public void SessionOfAnotherProcess_IsNoticedByTheNextWrite()
    {
        // A pooler of transactions gives the next transaction another session; here a proxy would be needed for that, so the server itself answers with another process.
        string database = _server.NewDatabase();
        using PostgresStateStore store = PostgresStateStore.Open(database, "bank-1");
        PostgresServer.Sql(database, "CREATE FUNCTION public.pg_backend_pid() RETURNS integer LANGUAGE sql AS 'SELECT -1'; ALTER ROLE admin IN DATABASE " + Quoted(database) + " SET search_path = public, pg_catalog");
        store.Dispose();
        using PostgresStateStore shadowed = PostgresStateStore.Open(database, "bank-1");
        Assert.Contains("pooler", Assert.Throws<StateStoreException>(() => shadowed.Write(One)).Message, StringComparison.Ordinal);
        Assert.Equal(0L, PostgresServer.Sql(database, "SELECT count(*) FROM agricredit.state"));
    }

    private static string Quoted(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;

    private static StateStoreException WriteThatBreaksAConstraint(string database)
    {
        PostgresStateStore.Open(database, "bank-1").Dispose();
        PostgresServer.Sql(database, "ALTER TABLE agricredit.state ADD CHECK (length(value) < 3)");
        using PostgresStateStore store = PostgresStateStore.Open(database, "bank-1");
        return Assert.Throws<StateStoreException>(() => store.Write([StateChange.Set("key", new byte[] { 0xab, 0xcd, 0xef, 0xab, 0xcd, 0xef })]));
    }

    private static void EndSessions(string database, string member) =>
        PostgresServer.Sql(database, $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'agricredit {member}'");

    private static string Refused(string connectionString) => Assert.Throws<StateStoreException>(() => PostgresStateStore.Open(connectionString, "bank-1")).Message;
}
