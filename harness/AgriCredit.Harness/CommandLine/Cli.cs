using System.CommandLine;
using System.CommandLine.Invocation;
using AgriCredit.Federation;

namespace AgriCredit.Harness.CommandLine;

/// <summary>The command line as a function, so that tests run it in their own process. The one place that turns failures into messages and exit codes.</summary>
internal static class Cli
{
    public const string ToolName = "agricredit";

    /// <summary>Runs one command line.</summary>
    /// <param name="args">As the process gets them.</param>
    /// <param name="results">Takes results.</param>
    /// <param name="messages">Takes progress and errors.</param>
    /// <param name="cancellationToken">Stops the verb; the exit code is then <see cref="ExitCode.Cancelled"/>.</param>
    /// <returns>The exit code, a value of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter results, TextWriter messages, CancellationToken cancellationToken)
    {
        var output = new ConsoleOutput(results, messages);
        var verbose = new Option<bool>("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };
        RootCommand root = CreateRoot(output, verbose);
        ParseResult arguments = root.Parse(args);
        if (arguments.Action is ParseErrorAction || arguments.Action is null)
        {
            output.WriteMessage(UsageError.Describe(arguments));
            return (int)ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = results,
                Error = messages,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await arguments.InvokeAsync(configuration, cancellationToken);
        }
        catch (HarnessException exception)
        {
            return Fail(exception.ExitCode, exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(ExitCode.Cancelled, "Stopped.", exception);
        }
        catch (StateStoreException exception)
        {
            return Fail(ExitCode.Failed, exception.Message, exception);
        }
#pragma warning disable CA1031 // The last door: whatever comes here is a fault of ours, and the user gets a message and an exit code all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(ExitCode.Failed, $"Unexpected error: {exception.Message} (--verbose shows where)", exception);
        }

        int Fail(ExitCode exitCode, string message, Exception exception)
        {
            output.WriteMessage(message);
            if (arguments.GetValue(verbose))
            {
                output.WriteMessage(exception.ToString());
            }

            return (int)exitCode;
        }
    }

    private static RootCommand CreateRoot(ConsoleOutput output, Option<bool> verbose)
    {
        var root = new RootCommand("Several banks fit one credit model together, without handing over rows.") { HelpName = ToolName };
        root.Add(verbose);
        foreach (Verb verb in Verbs.Create())
        {
            root.Add(verb.CreateCommand(output));
        }

        HelpWithExamples.AddTo(root);

        return root;
    }
}
