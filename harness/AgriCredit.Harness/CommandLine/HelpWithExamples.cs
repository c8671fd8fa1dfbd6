using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AgriCredit.Harness.CommandLine;

/// <summary>The usual help, and the verb's examples after it.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help;

    private HelpWithExamples(HelpAction help) => _help = help;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => _help.ClearsParseErrors;

    /// <summary>Lets the help of all verbs end with their examples.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand { Examples.Count: > 0 } verb)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in verb.Examples)
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        return exitCode;
    }
}
