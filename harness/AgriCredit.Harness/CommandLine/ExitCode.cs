namespace AgriCredit.Harness.CommandLine;

/// <summary>What the process ends with; scripts read it.</summary>
internal enum ExitCode
{
    /// <summary>The verb did what was asked.</summary>
    Done = 0,

    /// <summary>It failed while running: separable data, no convergence, a party lost.</summary>
    Failed = 1,

    /// <summary>Wrong arguments, scenario or data: everything that can be known before the first training round.</summary>
    Usage = 2,

    /// <summary>Refused by the privacy policy.</summary>
    Refused = 3,

    /// <summary>Stopped by the user (128 + SIGINT).</summary>
    Cancelled = 130,
}
