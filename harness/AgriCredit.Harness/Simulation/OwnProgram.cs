using System.Diagnostics;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Simulation;

/// <summary>Starts this program again, however it was started itself: as a program, by <c>dotnet</c>, or inside a test.</summary>
internal static class OwnProgram
{
    /// <summary>How to start it with these arguments, its standard streams in our hands.</summary>
    public static ProcessStartInfo Start(IReadOnlyList<string> arguments)
    {
        string assembly = typeof(Cli).Assembly.Location;
        string program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        string self = Environment.ProcessPath ?? "dotnet";
        bool isSelf = Path.GetFileNameWithoutExtension(self) == Cli.ToolName;
        bool byDotnet = !isSelf && !File.Exists(program);
        string host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet";
        return new ProcessStartInfo(isSelf ? self : byDotnet ? host : program, byDotnet ? [assembly, .. arguments] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
