using System.Diagnostics;
using System.Globalization;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>The check that this machine computes a joint fit as the other members' do, before it says that it is ready for one.</summary>
internal static class ArithmeticCheck
{
    /// <summary>Runs the check.</summary>
    public static Task RunAsync(CheckList checks, CancellationToken cancellationToken) => checks.RunAsync("arithmetic", async () =>
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            double difference = await JointSelfTest.RunAsync(cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"public numbers have the bits of other machines, and a joint fit of known answer is right to {difference:G1} ({Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s)");
        }
        catch (PlatformNotSupportedException exception)
        {
            throw new HarnessException(ExitCode.Failed, exception.Message);
        }
    });
}
