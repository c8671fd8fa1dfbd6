using System.Diagnostics;
using Npgsql;

namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>A PostgreSQL server of the tests' own: started when the first test asks, reached by a Unix socket alone, with passwords, and gone with its data at the end.</summary>
public sealed class PostgresServer : IDisposable
{
    public const string Password = "s3cret;with 'quotes'=and@more/?";

    private readonly string? _folder;
    private Process? _process;

    public PostgresServer()
    {
        if (PostgresPrograms.Missing is not null)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("agricredit-pg-").FullName;
        string passwordFile = Path.Combine(_folder, "password");
        File.WriteAllText(passwordFile, Password);
        PostgresPrograms.GiveAway(_folder);
        PostgresPrograms.RunServerProgram("initdb", "-D", Data, "--username=admin", $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync");
        Start();
    }

    /// <summary>Where the administrator connects.</summary>
    public string ConnectionString => Connection("postgres", "admin");

    private string Data => Path.Combine(_folder!, "data");

    /// <summary>Where a user connects to a database.</summary>
    public string Connection(string database, string user, string password = Password) =>
        new NpgsqlConnectionStringBuilder { Host = _folder, Username = user, Password = password, Database = database }.ConnectionString;

    /// <summary>Makes an empty database, and returns its connection string.</summary>
    public string NewDatabase()
    {
        string name = $"db{Guid.NewGuid():N}";
        Sql(ConnectionString, $"CREATE DATABASE {name}");
        return Connection(name, "admin");
    }

    /// <summary>Runs a statement on a connection of its own, and returns its first value.</summary>
    public static object? Sql(string connectionString, string text)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        connection.Open();
#pragma warning disable CA2100 // the texts are the tests' own
        using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public void Start(params string[] settings)
    {
        _process = PostgresPrograms.StartServer(["-D", Data, "-k", _folder!, "-c", "listen_addresses=", .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            try
            {
                Sql(ConnectionString, "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not yet.
            }
        }
    }

    /// <summary>Ends the server as a crash does: at once, and without writing what it holds in memory.</summary>
    public void Crash()
    {
        _process!.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Crash();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
