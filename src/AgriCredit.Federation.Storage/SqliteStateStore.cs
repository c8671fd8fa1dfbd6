using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace AgriCredit.Federation.Storage;

/// <summary>The durable memory of a member in one SQLite file, which this process alone may open; <see cref="PostgresStateStore"/> keeps it on a server.</summary>
/// <remarks>
/// A write returns when file and folder are synchronised (<c>synchronous=EXTRA</c>). Values that are replaced or deleted are overwritten in the file, and the journal is cut to nothing; what the file system and
/// the disk keep of freed blocks is theirs: encrypt the disk. Never put back an older copy of the file: the member would forget what it sent and could send something else under the same masks.
/// Put the file on a local disk; network file systems lock and synchronise unreliably.
/// </remarks>
public sealed class SqliteStateStore : IStateStore
{
    private readonly SqliteConnection _connection;
    private readonly StateAccess _access;

    private SqliteStateStore(SqliteConnection connection, string store)
    {
        _connection = connection;
        _access = new StateAccess(store, SqliteFailure.Explain);
    }

    /// <summary>Opens the file, or creates it, readable by its owner alone, in a folder that exists.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="member">The member it belongs to: a file that belongs to another is refused. Null leaves that open.</param>
    /// <exception cref="ArgumentException">The path is empty, or <paramref name="member"/> is not 1 to 400 characters of well-formed text.</exception>
    /// <exception cref="StateStoreException">
    /// Another process has it open, others may read it, it is damaged, of another kind, of another member, of a later version, or the file system refused.
    /// </exception>
    public static SqliteStateStore Open(string path, string? member = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (member is not null)
        {
            StateKeys.Check(member, nameof(member));
        }

        string full = Path.GetFullPath(path);
        string store = $"State store '{full}'";
        SqliteConnection? connection = null;
        try
        {
            SqliteFile.RequirePrivate(full);
            connection = SqliteFile.Connect(full);
            SqliteFile.Prepare(connection, member);
            return new SqliteStateStore(connection, store);
        }
        catch (Exception cause)
        {
            connection?.Dispose();
            throw StateAccess.Failed(store, SqliteFailure.Explain, cause);
        }
    }

    /// <inheritdoc/>
    public byte[]? Read(string key)
    {
        StateKeys.Check(key, nameof(key));
        return _access.Run(() =>
        {
            using SqliteCommand command = Command("SELECT key, value, digest FROM state WHERE key = $key", null, ("$key", key));
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? Value(reader).Value : null;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix)
    {
        StateKeys.CheckPrefix(prefix);
        return _access.Run(() =>
        {
            // In the order of UTF-8 the keys with a prefix follow one another from the prefix on; among them that order and the ordinal one of UTF-16 may differ.
            var found = new List<KeyValuePair<string, byte[]>>();
            using SqliteCommand command = Command("SELECT key, value, digest FROM state WHERE key >= $prefix ORDER BY key", null, ("$prefix", prefix));
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read() && reader.GetString(0).StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add(Value(reader));
            }

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
            using SqliteTransaction transaction = _connection.BeginTransaction();
            foreach (StateChange change in changes)
            {
                Apply(change, transaction);
            }

            transaction.Commit();
            if (SqliteFileMoved.Since(_connection))
            {
                throw new InvalidDataException(SqliteFailure.Moved);
            }
        });
    }

    /// <summary>Closes the file and lets another process open it.</summary>
    public void Dispose() => _access.Close(_connection.Dispose);

    private void Apply(StateChange change, SqliteTransaction transaction)
    {
        if (change.Value is not { } value)
        {
            using SqliteCommand delete = Command("DELETE FROM state WHERE key = $key", transaction, ("$key", change.Key));
            delete.ExecuteNonQuery();
            return;
        }

        // The driver takes whole arrays only: a part of one is copied, and the copy erased.
        bool whole = MemoryMarshal.TryGetArray(value, out ArraySegment<byte> segment) && segment.Array!.Length == segment.Count;
        byte[] bytes = whole ? segment.Array! : value.ToArray();
        try
        {
            using SqliteCommand set = Command(
                "INSERT INTO state (key, value, digest) VALUES ($key, $value, $digest) ON CONFLICT (key) DO UPDATE SET value = excluded.value, digest = excluded.digest",
                transaction,
                ("$key", change.Key),
                ("$value", bytes),
                ("$digest", StateDigest.Of(change.Key, bytes)));
            set.ExecuteNonQuery();
        }
        finally
        {
            if (!whole)
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        }
    }

    private SqliteCommand Command(string text, SqliteTransaction? transaction, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static KeyValuePair<string, byte[]> Value(SqliteDataReader reader)
    {
        string key = reader.GetString(0);
        return KeyValuePair.Create(key, StateDigest.Checked(key, reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
    }
}
