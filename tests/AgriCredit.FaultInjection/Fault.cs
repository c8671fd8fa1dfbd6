using System.Diagnostics;
using System.Globalization;

namespace AgriCredit.FaultInjection;

/// <summary>Something that befalls a process at a certain moment: at the start or the stop of its n-th span of a name.</summary>
/// <remarks>Written as <c>SPAN:N:start</c> or <c>SPAN:N:stop</c>, then <c>:kill</c>, <c>:pause</c> (until SIGCONT), or <c>:hold:FILE</c> (until there is such a file).</remarks>
internal sealed class Fault
{
    /// <summary>The environment variable that holds it.</summary>
    public const string Variable = "AGRICREDIT_TEST_FAULT";

    private const string Source = "AgriCredit.Federation";
    private readonly string _span;
    private readonly int _number;
    private readonly bool _atStart;
    private readonly Action _strike;
    private int _seen;

    private Fault(string span, int number, bool atStart, Action strike)
    {
        _span = span;
        _number = number;
        _atStart = atStart;
        _strike = strike;
    }

    public static Fault Parse(string text)
    {
        string[] parts = text.Split(':', 5);
        return new Fault(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), IsStart(parts[2]), Effect(parts[3], parts.ElementAtOrDefault(4)));
    }

    /// <summary>Waits for the moment.</summary>
    public void Arm() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == Source,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStarted = _atStart ? See : null,
        ActivityStopped = _atStart ? null : See,
    });

    private static bool IsStart(string moment) => moment switch
    {
        "start" => true,
        "stop" => false,
        _ => throw new FormatException($"'{moment}' is neither start nor stop."),
    };

    private static Action Effect(string effect, string? file) => effect switch
    {
        "kill" => static () => OwnProcess.Signal(OwnProcess.Kill),
        "pause" => static () => OwnProcess.Signal(OwnProcess.Stop),
        "hold" when file is not null => () => WaitFor(file),
        _ => throw new FormatException($"'{effect}' is not kill, pause or hold:FILE."),
    };

    private static void WaitFor(string file)
    {
        while (!File.Exists(file))
        {
            Thread.Sleep(20);
        }
    }

    private void See(Activity span)
    {
        if (span.OperationName == _span && Interlocked.Increment(ref _seen) == _number)
        {
            _strike();
        }
    }
}
