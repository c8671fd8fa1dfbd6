using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Tests.Scenarios;

namespace AgriCredit.Harness.Tests.Data;

/// <summary>Loads small scenarios over a few files of its own.</summary>
internal static class Load
{
    public const string Csv = "bank,x,flag,default\na,1,0,0\na,2,1,1\nb,3,1,0\nb,4,0,1\na,5,1,0\nb,6.5,0,1\n";

    /// <summary>The scenario over the rows of loans.csv.</summary>
    public static LoadedScenario Rows(string csv, string data = """ "query": "from 'loans.csv'" """, string partition = """ { "kind": "horizontal", "by": "bank" } """, string more = "\"seed\": 1")
    {
        using var folder = new TemporaryFolder();
        folder.Write("loans.csv", csv);
        return ScenarioLoader.Load(File($$"""{ "data": { {{data}} }, "partition": {{partition}}, {{more}} }""", folder.Path), dataFolder: null);
    }

    public static IReadOnlyList<string> Faults(string csv, string data = """ "query": "from 'loans.csv'" """, string partition = """ { "kind": "horizontal", "by": "bank" } """, string more = "\"seed\": 1")
    {
        HarnessException exception = Failure(csv, data, partition, more);
        return exception.Faults.Count > 0 ? exception.Faults : [exception.Message];
    }

    public static HarnessException Failure(string csv, string data = """ "query": "from 'loans.csv'" """, string partition = """ { "kind": "horizontal", "by": "bank" } """, string more = "\"seed\": 1")
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Rows(csv, data, partition, more));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        return exception;
    }

    public static ScenarioFile File(string json, string? folder) => new(Parse.Scenario(json), folder, "test.json");
}
