using System.Text;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Scenarios;

/// <summary>Parses scenario text, for tests that expect a scenario and for tests that expect faults.</summary>
internal static class Parse
{
    public const string Query = """ "data": { "query": "select 1" } """;
    public const string Partition = """ "partition": { "kind": "horizontal", "by": "bank" } """;

    public static Scenario Scenario(string json, int? seed = null) => ScenarioFile.Parse(Encoding.UTF8.GetBytes(json), "test", "test.json", seed);

    /// <summary>A scenario of these members besides a query and a partition.</summary>
    public static Scenario Members(string members) => Scenario($"{{ {Query}, {Partition}, {members} }}");

    public static IReadOnlyList<string> Faults(string json)
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Scenario(json));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.All(exception.Faults, fault => Assert.Contains(fault, exception.Message, StringComparison.Ordinal));
        return exception.Faults;
    }

    public static IReadOnlyList<string> MemberFaults(string members) => Faults($"{{ {Query}, {Partition}, {members} }}");
}
