using System.Globalization;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>A member's log: a line an event on the standard error, with the time in UTC. It names rounds, parties and figures of the sums, never a value of a row.</summary>
internal sealed class HostLog
{
    private readonly ConsoleOutput _output;
    private readonly TimeProvider _clock;

    public HostLog(ConsoleOutput output, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
    }

    public void Write(string text) =>
        _output.WriteMessage(string.Create(CultureInfo.InvariantCulture, $"{_clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {text}"));
}
