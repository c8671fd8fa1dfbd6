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

    /// <summary>What the process ends with.</summary>
    public ExitCode ExitCode { get; }

    /// <summary>The faults one by one; empty when the message is the only one.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
