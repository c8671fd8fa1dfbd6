namespace AgriCredit.Harness.CommandLine;

/// <summary>Ends a verb with an exit code and one message for the user; the command line is the only place that catches it.</summary>
internal sealed class HarnessException : Exception
{
    public HarnessException(ExitCode exitCode, string message, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>Several faults in one message: a heading, then one line each.</summary>
    public HarnessException(ExitCode exitCode, string heading, IReadOnlyList<string> faults, Exception? innerException = null)
        : base(heading + string.Concat(faults.Select(fault => "\n  " + fault)), innerException)
    {
        ExitCode = exitCode;
        Faults = faults;
    }

    /// <summary>A library's refusal of what the user gave, in the library's words; exit code 2.</summary>
    /// <param name="where">What it is about, such as the file.</param>
    /// <param name="fault">The refusal. The name of the parameter that .NET puts behind its text would say nothing to a user.</param>
    public static HarnessException Usage(string where, ArgumentException fault) => new(ExitCode.Usage, $"{where}: {TextOf(fault)}", fault);

    /// <summary>What a refusal says, without the parameter's name.</summary>
    public static string TextOf(ArgumentException fault) => fault.Message.Split(" (Parameter '")[0];

    /// <summary>What the process ends with.</summary>
    public ExitCode ExitCode { get; }

    /// <summary>The faults one by one; empty when the message is the only one.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
