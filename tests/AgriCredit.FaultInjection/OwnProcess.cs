using System.Runtime.InteropServices;

namespace AgriCredit.FaultInjection;

/// <summary>Signals to the process itself that it can neither catch nor ignore.</summary>
internal static partial class OwnProcess
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGSTOP on Linux.</summary>
    public const int Stop = 19;

    /// <summary>Sends one to this very thread, which then does nothing more: sent to the process, another thread may take it while this one goes on for a while.</summary>
    public static void Signal(int signal)
    {
        if (Raise(signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} was not sent.");
        }
    }

    [LibraryImport("libc", EntryPoint = "raise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Raise(int signal);
}
