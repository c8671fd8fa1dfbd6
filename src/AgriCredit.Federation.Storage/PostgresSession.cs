using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace AgriCredit.Federation.Storage;

/// <summary>Makes one session of PostgreSQL fit for a <see cref="PostgresStateStore"/>: durable, locked, and with its tables.</summary>
internal static class PostgresSession
{
    /// <summary>The version of the tables. A database with a later one is refused.</summary>
    private const int Format = 1;

    /// <summary>Serialises the creation of the tables. The lock of a member is another one, see <see cref="LockOf"/>.</summary>
    private const long CreationLock = 0x4147_5243_5245_4154; // "AGRCREAT"

    /// <summary>How long an opener waits for a predecessor whose end the server has not noticed yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Of this session only. A dead host is noticed after 30 seconds instead of two hours, so that its member can start elsewhere; an idle session, and with it the lock, is not ended by the server.
    /// A name that the server does not know is passed over.
    /// </summary>
    private const string Settings = """
        SELECT set_config(s.name, wanted.value, false)
        FROM (VALUES
            ('tcp_keepalives_idle', '15'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'),
            ('idle_session_timeout', '0'), ('statement_timeout', '0'),
            ('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END)
        ) AS wanted (name, value) JOIN pg_settings s ON s.name = wanted.name
        """;

    private const string Tables = """
        CREATE SCHEMA IF NOT EXISTS agricredit;
        CREATE TABLE IF NOT EXISTS agricredit.state (
            member text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            value bytea NOT NULL,
            digest bytea NOT NULL,
            PRIMARY KEY (member, key));
        ALTER TABLE agricredit.state ALTER COLUMN value SET STORAGE EXTERNAL;
        CREATE TABLE IF NOT EXISTS agricredit.format (version integer NOT NULL);
        """; // EXTERNAL: masked values do not compress

    /// <summary>Configures the session, takes the member's lock, and makes or checks the tables.</summary>
    /// <returns>The process of the server that serves this session.</returns>
    public static int Prepare(NpgsqlConnection connection, string member)
    {
        Require(connection);
        Execute(connection, Settings);
        TakeLock(connection, LockOf(member));
        CreateTables(connection);
        if (Scalar(connection, "SELECT version FROM agricredit.format") is var version && version is not Format)
        {
            throw new InvalidDataException($"The tables in schema agricredit have format {version ?? "unknown"}; this version of AgriCredit uses format {Format}.");
        }

        return connection.ProcessID;
    }

    private static void Require(NpgsqlConnection connection)
    {
        if (Scalar(connection, "SHOW fsync") is not "on")
        {
            throw new InvalidDataException("The server runs with fsync = off: it acknowledges what a crash of its machine loses. Turn fsync on.");
        }

        if (Scalar(connection, "SHOW transaction_read_only") is not "off")
        {
            throw new InvalidDataException("The server takes no writes; is it a standby?");
        }
    }

    private static void TakeLock(NpgsqlConnection connection, long key)
    {
        var waited = Stopwatch.StartNew();
        while (Scalar(connection, "SELECT pg_try_advisory_lock($1)", key) is not true)
        {
            if (waited.Elapsed > Patience)
            {
                throw new InvalidDataException("It is in use by another process; a member runs once at a time.");
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>The member's lock in the database: the first 64 bits of a digest, so that other locks of the database are met by accident only.</summary>
    private static long LockOf(string member) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"agricredit/state/{member}")));

    // Only where they are missing: later members need no right to create.
    private static void CreateTables(NpgsqlConnection connection)
    {
        if (AreThere(connection))
        {
            return;
        }

        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Scalar(connection, "SELECT pg_advisory_xact_lock($1)", CreationLock);
        if (!AreThere(connection))
        {
            Execute(connection, Tables);
            Execute(connection, $"INSERT INTO agricredit.format (version) VALUES ({Format})");
        }

        transaction.Commit();
    }

    // Asked of the catalogue: to_regclass fails where the schema is there and may not be used.
    private static bool AreThere(NpgsqlConnection connection) => Scalar(
        connection,
        "SELECT count(*) = 2 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'agricredit' AND c.relname IN ('state', 'format')") is true;

    private static object? Scalar(NpgsqlConnection connection, string text, params ReadOnlySpan<object> parameters)
    {
        using var command = new NpgsqlCommand(text, connection);
        foreach (object parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command.ExecuteScalar();
    }

    private static void Execute(NpgsqlConnection connection, string text)
    {
        using var command = new NpgsqlCommand(text, connection);
        command.ExecuteNonQuery();
    }
}
