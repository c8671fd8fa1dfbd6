using System.CommandLine;
using System.CommandLine.Parsing;

namespace AgriCredit.Harness.CommandLine;

/// <summary>Says what is wrong with a command line: every fault, what was probably meant, and where help is.</summary>
internal static class UsageError
{
    public static string Describe(ParseResult arguments)
    {
        Command command = arguments.CommandResult.Command;
        bool verbExpected = command.Subcommands.Count > 0;
        List<string> known = Known(arguments.CommandResult);
        string[] unknown = [.. Unknown(arguments, verbExpected)];
        var lines = new List<string>();
        foreach (string token in unknown)
        {
            string kind = token.StartsWith('-') ? "option" : verbExpected ? "verb" : "argument";
            lines.Add($"Unknown {kind} '{token}'{NearestName.Hint(token, known)}.");
        }

        // System.CommandLine says the same of unmatched tokens in its own words, and of a missing verb when one was misspelt.
        IEnumerable<string> others = arguments.Errors
            .Select(error => error.Message)
            .Where(message => !arguments.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal)))
            .Select(message => message.Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal));
        if (!verbExpected)
        {
            lines.AddRange(others);
        }
        else if (lines.Count == 0)
        {
            lines.Add($"Name a verb: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}.");
        }

        string help = $"{Path(arguments.CommandResult)} --help";
        lines.Add($"'{help}' shows what there is.");
        return string.Join('\n', lines);
    }

    /// <summary>"agricredit provision request" and the like.</summary>
    private static string Path(CommandResult result) =>
        result.Parent is CommandResult above ? $"{Path(above)} {result.Command.Name}" : Cli.ToolName;

    /// <summary>A misspelt verb leaves all that follows it unmatched, a misspelt option its value: those are not faults of their own.</summary>
    private static IEnumerable<string> Unknown(ParseResult arguments, bool verbExpected)
    {
        IReadOnlyList<string> tokens = arguments.UnmatchedTokens;
        if (verbExpected)
        {
            return tokens.Take(1);
        }

        IEnumerable<string> options = tokens.Where(token => token.StartsWith('-'));
        return options.Any() ? options : tokens;
    }

    /// <summary>The verbs and options that may stand there, those of the verbs above included where they hold for all.</summary>
    private static List<string> Known(CommandResult result)
    {
        List<string> names = [.. result.Command.Subcommands.Select(verb => verb.Name), .. result.Command.Options.Select(option => option.Name)];
        for (SymbolResult? above = result.Parent; above is not null; above = above.Parent)
        {
            if (above is CommandResult { Command: { } command })
            {
                names.AddRange(command.Options.Where(option => option.Recursive).Select(option => option.Name));
            }
        }

        return names;
    }
}
