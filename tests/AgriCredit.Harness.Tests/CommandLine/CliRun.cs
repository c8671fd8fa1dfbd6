using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Tests.CommandLine;

/// <summary>Runs the command line in this process and keeps what it writes.</summary>
internal sealed record CliRun(ExitCode ExitCode, string Results, string Messages)
{
    public static async Task<CliRun> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var results = new StringWriter();
        using var messages = new StringWriter();
        int exitCode = await Cli.RunAsync(args, results, messages, cancellationToken);
        return new CliRun((ExitCode)exitCode, results.ToString(), messages.ToString());
    }

    public static Task<CliRun> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);
}
