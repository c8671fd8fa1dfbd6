using System.Diagnostics;

namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>Runs the tests' own program where a file cannot grow for long.</summary>
internal static class SmallDisk
{
    /// <summary>A file may have 1 MB: the system refuses to write more of it.</summary>
    public const string SmallFile = "file of limited size";

    /// <summary>A disk of 1 MB, mounted in a name space of the process's own.</summary>
    public const string FullDisk = "full disk";

    private static readonly string[] Unshare = Environment.IsPrivilegedProcess ? ["--mount"] : ["--user", "--map-root-user", "--mount"];

    /// <summary>The ways of this machine: not every system lets its user mount a disk.</summary>
    public static TheoryData<string> Ways => CanMount() ? [SmallFile, FullDisk] : [SmallFile];

    /// <summary>Starts the program with a folder as its small disk.</summary>
    public static Process Start(string way, string folder, params string[] arguments)
    {
        string[] program = ["dotnet", typeof(SmallDisk).Assembly.Location, .. arguments];
        return way == FullDisk
            ? Start("unshare", [.. Unshare, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"", folder, .. program])
            : Start("sh", ["-c", "trap '' XFSZ; ulimit -f 2000; exec \"$@\"", "sh", .. program]); // in blocks of 512 bytes
    }

    private static bool CanMount()
    {
        try
        {
            using Process process = Start("unshare", [.. Unshare, "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no unshare
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // it maps a large file
        return Process.Start(start)!;
    }
}
