using Microsoft.Data.Sqlite;

namespace AgriCredit.Federation.Storage;

/// <summary>Creates, locks and checks the file of a <see cref="SqliteStateStore"/>.</summary>
internal static class SqliteFile
{
    /// <summary>"AGRC": marks a SQLite file as ours, so that the store never puts its tables into another program's file.</summary>
    private const int ApplicationId = 0x41475243;

    /// <summary>The version of the tables. A file of a later version is refused.</summary>
    private const int Format = 1;

    /// <summary>How long an opener waits for a predecessor that is going away, in seconds; the least that the driver knows.</summary>
    private const int PatienceSeconds = 1;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Each setting, and what reading it back gives once it holds: SQLite ignores what it does not know, and reports no failure.</summary>
    private static readonly (string Name, string Value, string Reads)[] Settings =
    [
        ("journal_mode", "DELETE", "delete"),
        ("synchronous", "EXTRA", "3"),
        ("fullfsync", "ON", "1"), // macOS: past the cache of the disk; nothing elsewhere
        ("secure_delete", "ON", "1"),
        ("journal_size_limit", "0", "0"), // an exclusive opener keeps the journal's file, and without this its old pages
        ("temp_store", "MEMORY", "2"), // no page in a temporary folder
        ("cache_size", "-65536", "-65536"), // in KiB: 8 MB in one write spilled, and was synchronised several times, at the default of 2 MB
        ("trusted_schema", "OFF", "0"),
        ("cell_size_check", "ON", "1"),
    ];

    /// <summary>Creates the file for its owner alone, or checks that nobody else may read or write the one that is there.</summary>
    /// <remarks>By path, never by handle: to close any handle of a file drops the locks that this process holds on it through SQLite.</remarks>
    public static void RequirePrivate(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException("It is a folder, not a file.");
        }

        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            new FileStream(path, options).Dispose();
        }
        else if (!OperatingSystem.IsWindows())
        {
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            UnixFileMode mode = File.GetUnixFileMode(target);
            if ((mode & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None)
            {
                throw new InvalidDataException($"Others than its owner may use the file (mode {Convert.ToString((int)mode, 8)}), which holds keys: if nobody has read it, chmod 600.");
            }
        }
    }

    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Takes the lock for as long as the connection lives, makes or checks the tables, and looks through the file for damage.</summary>
    public static void Prepare(SqliteConnection connection, string? member)
    {
        // Before any setting: the mode of the journal is a property of the file, and would be changed in another program's.
        Execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        if (!IsNew(connection))
        {
            RequireFormat(connection);
        }

        foreach ((string name, string value, string reads) in Settings)
        {
            Execute(connection, $"PRAGMA {name} = {value}");
            if (Scalar(connection, $"PRAGMA {name}") is var actual && actual != reads)
            {
                throw new InvalidDataException($"SQLite does not take the setting {name} = {value} (it stays {actual}).");
            }
        }

        Execute(connection, "BEGIN EXCLUSIVE");
        if (IsNew(connection))
        {
            Execute(connection, $"""
                CREATE TABLE state (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, digest BLOB NOT NULL) STRICT;
                CREATE TABLE owner (member TEXT NOT NULL) STRICT;
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {Format};
                """);
        }

        RequireFormat(connection);
        RequireMember(connection, member);
        Execute(connection, "COMMIT");
        if (Scalar(connection, "PRAGMA quick_check(1)") is var check && check != "ok")
        {
            throw new InvalidDataException($"The file is damaged ({check}).");
        }
    }

    private static bool IsNew(SqliteConnection connection) =>
        Scalar(connection, "PRAGMA application_id") == "0" && Scalar(connection, "PRAGMA user_version") == "0" && Scalar(connection, "SELECT count(*) FROM sqlite_schema") == "0";

    private static void RequireFormat(SqliteConnection connection)
    {
        if (Scalar(connection, "PRAGMA application_id") != $"{ApplicationId}")
        {
            throw new InvalidDataException("The file is a SQLite database of another program; give a path of its own.");
        }

        if (Scalar(connection, "PRAGMA user_version") is var version && version != $"{Format}")
        {
            throw new InvalidDataException($"The file has format {version}; this version of AgriCredit reads format {Format}.");
        }
    }

    private static void RequireMember(SqliteConnection connection, string? member)
    {
        if (member is null)
        {
            return;
        }

        string? owner = Scalar(connection, "SELECT member FROM owner");
        if (owner is null)
        {
            Execute(connection, "INSERT INTO owner (member) VALUES ($member)", ("$member", member));
        }
        else if (owner != member)
        {
            throw new InvalidDataException($"The file belongs to '{owner}', not to '{member}'; give each member a file of its own.");
        }
    }

    private static string? Scalar(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar()?.ToString();
    }

    private static void Execute(SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
