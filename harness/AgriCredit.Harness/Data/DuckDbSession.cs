using AgriCredit.Harness.CommandLine;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Data;

/// <summary>An in-memory DuckDB that reads a party's own files.</summary>
/// <remarks>
/// The SQL is the party's own. Still, it runs as one SELECT (<see cref="DuckDbQuery"/>), and DuckDB fetches no extension: a file name that is a URL is refused, so
/// that a simulation reads nothing from a network.
/// </remarks>
internal sealed class DuckDbSession : IDisposable
{
    private const string Settings =
        "set autoinstall_known_extensions = false; set autoload_known_extensions = false; set preserve_insertion_order = true";

    private readonly DuckDBConnection _connection;

    /// <summary>Opens the database.</summary>
    /// <param name="folder">Where relative file names are looked up; null for the current folder, which is DuckDB's own choice.</param>
    public DuckDbSession(string? folder)
    {
        Folder = Path.GetFullPath(folder ?? ".");
        if (folder is not null)
        {
            RequireFolder();
        }

        _connection = new DuckDBConnection("DataSource=:memory:");
        _connection.Open();
        Execute(Settings + (folder is null ? "" : $"; set file_search_path = {Quoted(Folder)}"));
    }

    /// <summary>Where relative file names are looked up, as a full path.</summary>
    public string Folder { get; }

    /// <summary>How the user names another folder.</summary>
    public string Remedy { get; init; } = "--data DIR names another folder";

    /// <summary>Text as a literal of SQL.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public void Execute(string sql)
    {
        using DuckDBCommand command = CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    public DuckDBCommand CreateCommand(string sql)
    {
        DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    public DuckDBAppender CreateAppender(string table) => _connection.CreateAppender(table);

    public void Dispose() => _connection.Dispose();

    private void RequireFolder()
    {
        if (!Directory.Exists(Folder))
        {
            throw new HarnessException(ExitCode.Usage, $"The data folder '{Folder}' does not exist.");
        }

        if (Folder.Contains(',', StringComparison.Ordinal))
        {
            throw new HarnessException(ExitCode.Usage, $"The data folder '{Folder}' has a comma in its name, which DuckDB takes for a list of folders; rename it.");
        }
    }
}
