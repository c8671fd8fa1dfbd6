using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;

namespace AgriCredit.Harness.Tests.Data;

/// <summary>Loads small vertical scenarios over two files of its own: loans.csv at the bank, payments.csv at the cloud.</summary>
internal static class LoadVertical
{
    /// <summary>Applicants a to f and, known to the bank alone, g.</summary>
    public const string Loans = "id,amount,default\na,1,0\nb,2,1\nc,3,0\nd,4,1\ng,9,1\ne,5,0\nf,6,1\n";

    /// <summary>The same in another order without g, and x, known to the cloud alone.</summary>
    public const string Payments = "id,late\nx,70\nf,60\ne,50\nd,40\nc,30\nb,20\na,10\n";

    public const string BankQuery = "from 'loans.csv'";
    public const string CloudQuery = "from 'payments.csv'";

    public static string Scenario(string bankQuery = BankQuery, string cloudQuery = CloudQuery, string data = "\"label\": \"default\"", string more = "\"seed\": 1", string cloud = "\"late\"") => $$"""
        {
          "data": { "id": "id", {{data}} },
          "partition": { "kind": "vertical", "parties": [
            { "id": "cloud", "features": [{{cloud}}], "query": "{{cloudQuery}}" },
            { "id": "bank", "label": true, "features": ["amount"], "query": "{{bankQuery}}" } ] },
          {{more}}
        }
        """;

    public static LoadedVerticalScenario Rows(string scenario, string loans = Loans, string payments = Payments)
    {
        using var folder = new TemporaryFolder();
        folder.Write("loans.csv", loans);
        folder.Write("payments.csv", payments);
        return VerticalLoader.Load(Load.File(scenario, folder.Path), dataFolder: null);
    }

    public static IReadOnlyList<string> Faults(string scenario, string loans = Loans, string payments = Payments)
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Rows(scenario, loans, payments));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        return exception.Faults;
    }
}
