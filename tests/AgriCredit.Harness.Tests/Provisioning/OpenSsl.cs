using System.Diagnostics;

namespace AgriCredit.Harness.Tests.Provisioning;

/// <summary>The openssl command, as an outside check of what is written and as a bank's own authority.</summary>
internal static class OpenSsl
{
    public static bool IsAvailable { get; } = TryRun("version") is not null;

    /// <summary>Runs it; the test fails where it does.</summary>
    public static string Run(params string[] arguments) =>
        TryRun(arguments) ?? throw new InvalidOperationException($"openssl {string.Join(' ', arguments)} failed.");

    /// <summary>Runs it; null where it is missing or ends with an error.</summary>
    public static string? TryRun(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output + errors.Result : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
