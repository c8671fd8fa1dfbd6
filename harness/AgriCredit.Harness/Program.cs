using System.Runtime.InteropServices;
using AgriCredit.Harness.CommandLine;

using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await Cli.RunAsync(args, Console.Out, Console.Error, stop.Token);

void Stop(PosixSignalContext signal)
{
    // The verb stops at its next check, removes what it has not finished and ends with 130; a second signal ends the process at once.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
