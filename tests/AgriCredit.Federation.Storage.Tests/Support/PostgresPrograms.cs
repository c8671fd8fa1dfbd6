using System.Diagnostics;
using System.Globalization;

namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>The programs of a PostgreSQL server on this machine, and the user they run as: PostgreSQL refuses root.</summary>
internal static class PostgresPrograms
{
    private static readonly string? Folder = Find();

    private static readonly string? User = Environment.IsPrivilegedProcess ? new[] { "postgres", "nobody" }.FirstOrDefault(UserExists) : null;

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing { get; } = Folder is null
        ? "initdb and postgres are neither on the path nor below /usr/lib/postgresql; install PostgreSQL (Debian: apt-get install postgresql)."
        : Environment.IsPrivilegedProcess && (User is null || !OnPath("runuser"))
            ? "PostgreSQL does not run as root, and there is no runuser with a user postgres or nobody."
            : null;

    /// <summary>Gives a folder to the server's user.</summary>
    public static void GiveAway(string folder)
    {
        if (User is not null)
        {
            Run("chown", "-R", $"{User}:", folder);
        }
    }

    /// <summary>Runs one of the programs to its end, as the server's user.</summary>
    public static void RunServerProgram(string program, params string[] arguments) => Run(AsUser([Path.Combine(Folder!, program), .. arguments]));

    /// <summary>Starts a server that stops at once, as in a crash, when its standard input ends: also when this process dies.</summary>
    public static Process StartServer(params string[] arguments)
    {
        // SIGQUIT: without a checkpoint, so that the next start recovers from the log.
        const string UntilInputEnds = "\"$0\" \"$@\" </dev/null & server=$!; cat >/dev/null; kill -QUIT $server; wait $server";
        string[] command = AsUser(["sh", "-c", UntilInputEnds, Path.Combine(Folder!, "postgres"), .. arguments]);
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
    }

    private static string[] AsUser(string[] command) => User is null ? command : ["runuser", "-u", User, "--", .. command];

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Assert.Fail($"{command[0]} ended with {process.ExitCode}: {error} {output.Result}");
        }
    }

    private static string? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        IEnumerable<string> installed = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian).OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out double version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return installed.Concat(SearchPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static IEnumerable<string> SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static bool OnPath(string program) => SearchPath.Any(folder => File.Exists(Path.Combine(folder, program)));

    private static bool UserExists(string user) => File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(user + ":", StringComparison.Ordinal));
}
