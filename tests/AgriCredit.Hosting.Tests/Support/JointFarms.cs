using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>A bank and a cloud that know some of the same farmers, a dealer and a relay: keys, roster and kits made by the documented commands, and the processes of its members.</summary>
public sealed class JointFarms : IAsyncLifetime
{
    public const string Hub = "hub";
    public const string Dealer = "dealer";
    public static readonly IReadOnlyList<string> Members = ["bank", "cloud", Dealer];

    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-joint-").FullName;

    /// <summary>Where members reach the relay.</summary>
    internal int Port { get; } = Institutions.FreePort();

    public async Task InitializeAsync()
    {
        await Institutions.RunAsync("provision", "authority", "--output", At("authority"));
        await Task.WhenAll(Members.Prepend(Hub).Select(async member =>
        {
            await Institutions.RunAsync("provision", "request", "--id", member, "--output", At(member));
            await Institutions.RunAsync("provision", "issue", "--authority", At("authority"), "--request", At(member, "member.csr"), "--output", At(member + ".crt"), "--id", member);
        }));
        await Institutions.RunAsync([
            "provision", "federation", "--coordinator", $"{Hub}={At(Hub + ".crt")}@https://127.0.0.1:{Port}",
            .. Members.SelectMany(member => new[] { "--party", $"{member}={At(member + ".crt")}" }),
            "--authority", At("authority", "authority.crt"), "--output", At("federation.json"),
        ]);
        await MakeKitsAsync("own");
        await MakeKitsAsync("joined");
        WriteRows();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    internal string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>The folder of models of a member; made only by a session that has ended well.</summary>
    internal string Models(string release, string member) => At(release, member, "models");

    /// <summary>Starts a member.</summary>
    /// <param name="release">Which terms: "own" or "joined".</param>
    /// <param name="member">Who.</param>
    internal ProgramRun Start(string release, string member)
    {
        (string verb, string file) = member switch
        {
            Hub => ("coordinator", "coordinator.json"),
            Dealer => ("dealer", "dealer.json"),
            _ => ("party", "party.json"),
        };
        return ProgramRun.Start(fault: null, [verb, At(release, member, file), "--json"]);
    }

    /// <summary>Starts any verb on a member's configuration of the terms "own".</summary>
    internal ProgramRun Start(string member, string verb, params string[] args) =>
        ProgramRun.Start(fault: null, [verb, At("own", member, member switch { Hub => "coordinator.json", Dealer => "dealer.json", _ => "party.json" }), .. args]);

    /// <summary>Changes a party's configuration of the terms "own".</summary>
    internal void ConfigureParty(string party, Action<JsonNode> change) => Configure(At("own", party, "party.json"), change);

    /// <summary>Has a member of the terms "own" wait for a relay that has gone for so many seconds.</summary>
    internal void ConfigureReconnecting(string member, int seconds) => Configure(At("own", member, "terms.json"), terms => terms["timeouts"]!["reconnectSeconds"] = seconds);

    /// <summary>The scenario of the same fit, for a simulation.</summary>
    internal string WriteScenario()
    {
        string path = At("scenario.json");
        File.WriteAllText(path, """
            {
              "name": "joint-farms",
              "data": { "id": "farmer_id" },
              "partition": { "kind": "vertical", "parties": [
                { "id": "bank", "label": true, "features": ["income", "term"], "query": "select * from 'bank.csv'" },
                { "id": "cloud", "features": ["payments", "orders"], "query": "select * from 'cloud.csv'" }] }
            }
            """);
        return path;
    }

    private async Task MakeKitsAsync(string release)
    {
        string terms = At(release + ".json");
        await File.WriteAllTextAsync(terms, $$"""
            {
              "name": "joint-farms",
              "id": "farmer_id",
              "partition": { "kind": "vertical", "parties": [
                { "id": "bank", "label": true, "features": ["income", "term"] },
                { "id": "cloud", "features": ["payments", "orders"] }] },
              "release": "{{release}}",
              "timeouts": { "collectSeconds": 120, "reconnectSeconds": 60 }
            }
            """);
        await Institutions.RunAsync("provision", "kit", "--federation", At("federation.json"), "--terms", terms, "--output", At(release));
        foreach (string member in Members.Prepend(Hub))
        {
            File.Copy(At(member, "member.key"), At(release, member, "member.key"));
        }

        Configure(At(release, Hub, "coordinator.json"), section => section["listen"] = $"127.0.0.1:{Port}");
        foreach (string party in Members.Take(2))
        {
            Configure(At(release, party, "party.json"), section =>
            {
                section["data"]!["query"] = section["data"]!["query"]!.GetValue<string>().Replace("loans.csv", party + ".csv", StringComparison.Ordinal);
                section["data"]!["folder"] = _folder;
            });
        }
    }

    /// <summary>1,200 farmers, of whom the bank knows the first 1,000 and the cloud the last 1,000, each in an order and a writing of its own.</summary>
    private void WriteRows()
    {
        var random = new Random(11);
        StringBuilder bank = new("farmer_id,income,term,default\n"), cloud = new("farmer_id,payments,orders\n");
        var lines = new List<string>();
        for (int farmer = 0; farmer < 1200; farmer++)
        {
            double[] x = [.. Enumerable.Range(0, 4).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
            double logit = -1.2 + (0.8 * x[0]) - (0.5 * x[1]) + (0.6 * x[2]) + (0.3 * x[3]);
            int label = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
            if (farmer < 1000)
            {
                bank.Append(CultureInfo.InvariantCulture, $"F{farmer:D5},{x[0]},{x[1]},{label}\n");
            }

            if (farmer >= 200)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"f{farmer:D5},{x[2]},{x[3]}\n"));
            }
        }

        lines.Reverse();
        File.WriteAllText(At("bank.csv"), bank.ToString());
        File.WriteAllText(At("cloud.csv"), cloud.AppendJoin("", lines).ToString());
    }

    private static void Configure(string path, Action<JsonNode> change)
    {
        JsonNode section = JsonNode.Parse(File.ReadAllText(path), documentOptions: WithComments)!;
        change(section);
        File.WriteAllText(path, section.ToJsonString());
    }
}
