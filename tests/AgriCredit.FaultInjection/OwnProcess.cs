using System.Runtime.InteropServices;

namespace AgriCredit.FaultInjection;

/// <summary>Signals to the process itself that it can neither catch nor ignore.</summary>
internal static partial class OwnProcess
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGSTOP on Linux.</summary>
    public const int Stop = 19;

    public static void Signal(int signal)
    {
        if (SendSignal(Environment.ProcessId, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} was not sent: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
