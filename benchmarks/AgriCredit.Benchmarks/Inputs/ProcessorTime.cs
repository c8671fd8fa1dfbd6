using System.Runtime.InteropServices;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>The time that all threads of this process have spent on processors: what others do meanwhile does not count.</summary>
internal static partial class ProcessorTime
{
    private const int ProcessClock = 2;
    private const double Nanosecond = 1e-9;

    /// <summary>The processor time of one call, in seconds; the time that passed, where the system has no such clock.</summary>
    public static double Seconds(Action work)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Timing.Seconds(work);
        }

        double started = Now();
        work();
        return Now() - started;
    }

    private static double Now() => GetTime(ProcessClock, out TimeSpecification now) == 0
        ? now.Seconds + (now.Nanoseconds * Nanosecond)
        : throw new InvalidOperationException($"The system has no clock of processor time ({Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeSpecification time);

    private readonly struct TimeSpecification
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
