using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Scenarios;

/// <summary>What a scenario may say but this version does not run. This is the only place that knows.</summary>
internal static class ScenarioSupport
{
    /// <summary>Refuses, naming every key, a scenario that asks for what is not available.</summary>
    /// <exception cref="HarnessException">Something asked for is not available; exit code 2.</exception>
    public static void Require(Scenario scenario, string source)
    {
        string[] missing = [.. NotAvailable(scenario)];
        if (missing.Length > 0)
        {
            throw new HarnessException(ExitCode.Usage, $"{source}: not available in this version of agricredit:", missing);
        }
    }

    private static IEnumerable<string> NotAvailable(Scenario scenario)
    {
        if (scenario.Missing.Uses(MissingHandling.Bin))
        {
            yield return "$.missing: \"bin\"; \"reject\", \"mean\" and \"indicator\" are";
        }
    }
}
