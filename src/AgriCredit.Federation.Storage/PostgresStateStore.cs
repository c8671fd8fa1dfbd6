using Npgsql;
using NpgsqlTypes;

namespace AgriCredit.Federation.Storage;

/// <summary>The durable memory of a member in a PostgreSQL database, which members may share; <see cref="SqliteStateStore"/> needs no server.</summary>
/// <remarks>
/// One connection serves everything and holds the member's advisory lock: when it is lost the store has failed, because another process may hold the lock by then. So connect to the server itself or to a pooler
/// that gives a session for itself, not to one that pools transactions (a write notices, and fails). The tables are <c>agricredit.state</c> and <c>agricredit.format</c>. Who administers the database can read the
/// values, and deleted ones remain in its log for a while: only members who trust one another share one, and parties never share one with the coordinator. Never put back an older backup: the member would forget
/// what it sent and could send something else under the same masks. Needs PostgreSQL 12 or later.
/// </remarks>
public sealed class PostgresStateStore : IStateStore
{
    private readonly NpgsqlConnection _connection;
    private readonly string _member;
    private readonly int _process;
    private readonly StateAccess _access;

    private PostgresStateStore(NpgsqlConnection connection, string member, int process, string store)
    {
        _connection = connection;
        _member = member;
        _process = process;
        _access = new StateAccess(store, PostgresFailure.Explain);
    }

    /// <summary>Connects, takes the member's lock, and creates the tables if they are missing.</summary>
    /// <param name="connectionString">
    /// A URI (<c>postgres://user@host:port/database?sslmode=...</c>) or keywords of Npgsql (<c>Host=...;Username=...;Database=...</c>). The password is best left to the environment (PGPASSWORD or PGPASSFILE).
    /// Without an SSL mode of its own, a connection to another host requires TLS and checks the server's certificate and name.
    /// </param>
    /// <param name="member">The member whose state it is, 1 to 400 characters.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty, or <paramref name="member"/> is not 1 to 400 characters of well-formed text.</exception>
    /// <exception cref="StateStoreException">
    /// The connection string is not usable, the server refuses or is not durable (<c>fsync = off</c>, a standby), another process has the member's state open, or the tables are of a later version. No message holds the
    /// password.
    /// </exception>
    public static PostgresStateStore Open(string connectionString, string member)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        StateKeys.Check(member, nameof(member));
        string store = $"State store of '{member}' in PostgreSQL";
        NpgsqlConnection? connection = null;
        try
        {
            NpgsqlConnectionStringBuilder location = PostgresLocation.Parse(connectionString, member);
            store += $" at {location.Host}";
            connection = new NpgsqlConnection(location.ConnectionString);
            connection.Open();
            return new PostgresStateStore(connection, member, PostgresSession.Prepare(connection, member), store);
        }
        catch (Exception cause)
        {
            connection?.Dispose();
            throw StateAccess.Failed(store, PostgresFailure.ExplainOpening, cause);
        }
    }

    /// <inheritdoc/>
    public byte[]? Read(string key)
    {
        StateKeys.Check(key, nameof(key));
        return _access.Run(() =>
        {
            using var command = new NpgsqlCommand("SELECT key, value, digest FROM agricredit.state WHERE member = $1 AND key = $2", _connection)
            {
                Parameters = { Text(_member), Text(key) },
            };
            using NpgsqlDataReader reader = command.ExecuteReader();
            return reader.Read() ? Value(reader).Value : null;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix)
    {
        StateKeys.CheckPrefix(prefix);
        return _access.Run(() =>
        {
            using var command = new NpgsqlCommand("SELECT key, value, digest FROM agricredit.state WHERE member = $1 AND key >= $2 AND starts_with(key, $2)", _connection)
            {
                Parameters = { Text(_member), Text(prefix) },
            };
            var found = new List<KeyValuePair<string, byte[]>>();
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                found.Add(Value(reader));
            }

            // The server's order is that of UTF-8, which may differ from the ordinal one of UTF-16.
            found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
            return found;
        });
    }

    /// <inheritdoc/>
    public void Write(IReadOnlyList<StateChange> changes)
    {
        StateKeys.Check(changes);
        _access.Write(() =>
        {
            // One command after the other, not a batch: the driver sends a batch through the thread pool, and with every pool thread waiting for this store 40 writes took 20 s instead of 0.4 s.
            using NpgsqlTransaction transaction = _connection.BeginTransaction();
            RequireSameSession();
            foreach (StateChange change in changes)
            {
                using NpgsqlCommand command = Command(change);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        });
    }

    /// <summary>Ends the session, and lets another process open the member's state.</summary>
    public void Dispose() => _access.Close(_connection.Dispose);

    // Behind a pooler of transactions the session with the lock may be another one; by its process a session is known.
    private void RequireSameSession()
    {
        using var command = new NpgsqlCommand("SELECT pg_backend_pid()", _connection);
        if (command.ExecuteScalar() is not int process || process != _process)
        {
            throw new InvalidDataException("The server's session is another one than the one that holds the lock: connect to the server itself, not to a pooler of transactions.");
        }
    }

    private NpgsqlCommand Command(StateChange change) => change.Value is { } value
        ? new NpgsqlCommand(
            "INSERT INTO agricredit.state (member, key, value, digest) VALUES ($1, $2, $3, $4) ON CONFLICT (member, key) DO UPDATE SET value = excluded.value, digest = excluded.digest",
            _connection)
        {
            Parameters = { Text(_member), Text(change.Key), Bytes(value), Bytes(StateDigest.Of(change.Key, value.Span)) },
        }
        : new NpgsqlCommand("DELETE FROM agricredit.state WHERE member = $1 AND key = $2", _connection) { Parameters = { Text(_member), Text(change.Key) } };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<ReadOnlyMemory<byte>> Bytes(ReadOnlyMemory<byte> value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static KeyValuePair<string, byte[]> Value(NpgsqlDataReader reader)
    {
        string key = reader.GetString(0);
        return KeyValuePair.Create(key, StateDigest.Checked(key, reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
    }
}
