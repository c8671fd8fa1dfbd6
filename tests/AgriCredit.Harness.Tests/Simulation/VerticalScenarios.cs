namespace AgriCredit.Harness.Tests.Simulation;

/// <summary>Vertical scenarios over rows that their own queries make up: no file, no chance.</summary>
internal static class VerticalScenarios
{
    /// <summary>Applicants 0 to 1199 at the bank.</summary>
    public const string Bank = "select i as id, i % 97 / 10.0 as amount, (i % 3 = 0)::int as insured, ((i * 104729 % 10007) / 10007.0 < 0.15 + 0.02 * (i % 97 / 10.0) + 0.1 * (i % 7) / 7)::int as \\\"default\\\" from range(1200) t(i) order by i";

    /// <summary>Applicants 200 to 1499 at the cloud, in falling order.</summary>
    public const string Cloud = "select i as id, i % 7 as late, (i * 7919 % 1009) / 1009.0 as share from range(200, 1500) t(i) order by i desc";

    public static string Create(string bank = Bank, string cloud = Cloud, string more = "\"seed\": 1", string cloudFeatures = "\"late\", \"share\"", string others = "") => $$"""
        {
          "name": "made-up",
          "data": { "id": "id", "test": { "everyNth": 5 } },
          "partition": { "kind": "vertical", "parties": [
            { "id": "bank", "label": true, "features": ["amount", "insured"], "query": "{{bank}}" },
            { "id": "cloud", "features": [{{cloudFeatures}}], "query": "{{cloud}}" }{{others}} ] },
          {{more}}
        }
        """;
}
