using System.CommandLine;
using System.CommandLine.Parsing;

namespace AgriCredit.Harness.CommandLine;

/// <summary>One verb of the command line: its options and what it does.</summary>
/// <remarks>A verb that fails throws <see cref="HarnessException"/>; <see cref="Cli"/> turns it into a message and an exit code.</remarks>
internal abstract class Verb
{
    private readonly string _name;
    private readonly string _description;

    protected Verb(string name, string description)
    {
        _name = name;
        _description = description;
    }

    /// <summary>Command lines as a user types them, or comments to them, for the end of the help.</summary>
    protected virtual IReadOnlyList<string> Examples => [];

    /// <summary>The verb with its options, ready to be parsed.</summary>
    /// <param name="output">Where it will write.</param>
    public Command CreateCommand(ConsoleOutput output)
    {
        var command = new VerbCommand(_name, _description, Examples);
        AddOptions(command);
        if (Parts is { Count: > 0 } parts)
        {
            foreach (Verb part in parts)
            {
                command.Add(part.CreateCommand(output));
            }

            return command;
        }

        command.SetAction(async (arguments, cancellationToken) =>
        {
            await RunAsync(arguments, output, cancellationToken);
            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>The verbs that this one consists of; it then has no work of its own.</summary>
    protected virtual IReadOnlyList<Verb> Parts => [];

    /// <summary>Adds options and arguments; their validators report what can be known from the command line alone.</summary>
    protected virtual void AddOptions(Command command)
    {
    }

    /// <summary>Does the work.</summary>
    protected virtual Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"'{_name}' consists of other verbs.");

    /// <summary>Makes a verb refuse an option that means nothing without another.</summary>
    protected static void RequireWith(Command command, Option option, Option other) => command.Validators.Add(result =>
    {
        if (IsGiven(result, option) && !IsGiven(result, other))
        {
            result.AddError($"{option.Name} goes with {other.Name}; give both, or leave it out.");
        }
    });

    /// <summary>Makes a verb refuse two options that ask for different work.</summary>
    protected static void RefuseTogether(Command command, params Option[] options) => command.Validators.Add(result =>
    {
        Option[] given = [.. options.Where(option => IsGiven(result, option))];
        if (given.Length > 1)
        {
            result.AddError($"{given[0].Name} and {given[1].Name} ask for different work; give one of them.");
        }
    });

    /// <summary>Makes an option without effect beside others refuse them.</summary>
    protected static void RefuseWith(Command command, Option option, params Option[] others) => command.Validators.Add(result =>
    {
        if (IsGiven(result, option) && others.FirstOrDefault(other => IsGiven(result, other)) is { } other)
        {
            result.AddError($"{option.Name} has no effect with {other.Name}; leave one of them out.");
        }
    });

    /// <summary>Makes an option refuse what is not a finite number, though .NET reads it as one.</summary>
    protected static void RequireFinite(Option<double?> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out double value) && !double.IsFinite(value))
        {
            result.AddError($"{option.Name}: expected a finite number, got {result.Tokens[0].Value}.");
        }
    });

    /// <summary>Makes an option refuse numbers outside a range.</summary>
    protected static void RequireRange(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
        {
            result.AddError($"{option.Name}: expected a whole number from {least} to {most}, got {value}.");
        }
    });

    private static bool IsGiven(CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };
}
