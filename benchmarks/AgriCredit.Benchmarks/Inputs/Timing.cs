using System.Diagnostics;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Times short work against a rival: both in turn over several rounds, so that a noisy machine slows both alike, and medians of all.</summary>
internal static class Timing
{
    private const int WarmUpPasses = 3;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(80);

    /// <summary>A little more than the run time waits, without new code to compile, before it compiles hot code again.</summary>
    private static readonly TimeSpan CompilerTime = TimeSpan.FromMilliseconds(120);

    /// <summary>Times two actions in turn.</summary>
    /// <param name="ours">Ours; long enough for a stopwatch, some microseconds at least.</param>
    /// <param name="rival">The rival or limit, doing the same amount of work.</param>
    /// <param name="rounds">How often each is timed, after a warm-up.</param>
    /// <param name="callsBefore">How often ours is called before that: much code that a call runs through once is compiled anew after thirty calls, and again after thirty.</param>
    public static Comparison Compare(Action ours, Action rival, int rounds, int callsBefore = 0)
    {
        for (int call = 0; call < callsBefore; call++)
        {
            ours();
        }

        WarmUp(ours);
        WarmUp(rival);
        double[] own = new double[rounds];
        double[] others = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            own[round] = Seconds(ours);
            others[round] = Seconds(rival);
        }

        return Comparison.Of(own, others);
    }

    /// <summary>The middle value; of an even number, the upper of the two in the middle.</summary>
    public static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The time of one call, in seconds.</summary>
    public static double Seconds(Action work)
    {
        long started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // The run time replaces the first version of hot code in the background, which on a busy machine takes its time; work that is long enough to need no repetition is mostly past that.
    private static void WarmUp(Action work)
    {
        for (int pass = 0; pass < WarmUpPasses; pass++)
        {
            long started = Stopwatch.GetTimestamp();
            work();
            if (Stopwatch.GetElapsedTime(started) > WarmUpTime)
            {
                return;
            }

            while (Stopwatch.GetElapsedTime(started) < WarmUpTime)
            {
                work();
            }

            Thread.Sleep(CompilerTime);
        }
    }
}

/// <summary>Two actions timed in turn.</summary>
/// <param name="Ours">Median seconds of ours.</param>
/// <param name="Rival">Median seconds of the rival.</param>
/// <param name="Ratio">Median of the rounds' quotients, ours to rival.</param>
internal readonly record struct Comparison(double Ours, double Rival, double Ratio)
{
    /// <summary>Sums up the rounds.</summary>
    public static Comparison Of(IReadOnlyList<double> ours, IReadOnlyList<double> rival) =>
        new(Timing.Median(ours), Timing.Median(rival), Timing.Median([.. ours.Zip(rival, (first, second) => first / second)]));

    /// <summary>The median quotient of rates instead of times.</summary>
    public double RateRatio => 1 / Ratio;
}
