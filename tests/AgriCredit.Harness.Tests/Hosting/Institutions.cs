using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Tests.CommandLine;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary>A coordinator and three banks with their kits, made by the documented commands; rows come from a query that makes them up.</summary>
internal sealed class Institutions : IDisposable
{
    public static readonly IReadOnlyList<string> Banks = ["bank-a", "bank-b", "bank-c"];
    private const string Terms = """{ "name": "made-up", "features": ["amount", "insured"], "privacy": { "waivers": ["rowMinimum", "rareCategory"] }, "timeouts": { "collectSeconds": 120, "reconnectSeconds": 60 } }""";
    private readonly TemporaryFolder _folder = new();

    public string Coordinator => At("kits", "hub", MemberFiles.Coordinator);

    public static async Task<Institutions> CreateAsync(string terms = Terms)
    {
        var institutions = new Institutions();
        await institutions.RunAsync("provision", "authority", "--output", institutions.At("ca"));
        foreach (string member in Banks.Prepend("hub"))
        {
            await institutions.RunAsync("provision", "request", "--id", member, "--output", institutions.At(member));
            await institutions.RunAsync("provision", "issue", "--authority", institutions.At("ca"), "--request", institutions.At(member, "member.csr"), "--output", institutions.At(member + ".crt"), "--id", member);
        }

        await institutions.RunAsync([
            "provision", "federation", "--coordinator", $"hub={institutions.At("hub.crt")}@https://127.0.0.1:{FreePort()}",
            .. Banks.SelectMany(bank => new[] { "--party", $"{bank}={institutions.At(bank + ".crt")}" }),
            "--authority", institutions.At("ca", "authority.crt"), "--output", institutions.At("federation.json"),
        ]);
        institutions._folder.Write("terms.json", terms);
        await institutions.RunAsync("provision", "kit", "--federation", institutions.At("federation.json"), "--terms", institutions.At("terms.json"), "--output", institutions.At("kits"));
        foreach (string member in Banks.Prepend("hub"))
        {
            File.Move(institutions.At(member, "member.key"), institutions.At("kits", member, "member.key"));
        }

        for (int bank = 0; bank < Banks.Count; bank++)
        {
            institutions.Configure(Banks[bank], section => section with { Data = new PartyData { Query = Query($"where i % 3 = {bank}") } });
        }

        return institutions;
    }

    /// <summary>Rows that are the same wherever they are made up.</summary>
    public static string Query(string where) =>
        "with numbers as (select i, chr((97 + i % 3)::int) as party, (i * 7919 % 1009) / 1009.0 * 3 as amount, (i * 104729 % 10007) / 10007.0 as noise, (i % 5 = 0)::int as insured from range(1200) t(i)) "
        + $"select party, amount, insured, (noise < 0.2 + 0.1 * amount - 0.05 * insured)::int as \"default\" from numbers {where} order by i";

    public string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    public string Party(string bank) => At("kits", bank, MemberFiles.Party);

    /// <summary>Changes a bank's configuration.</summary>
    public void Configure(string bank, Func<PartySection, PartySection> change)
    {
        PartySection section = ConfigurationFile.Read<PartySection>(Party(bank), "party", (_, _) => { });
        File.WriteAllText(Party(bank), ScenarioJson.Write(change(section)));
    }

    /// <summary>Changes the roster of one member's kit.</summary>
    public void ChangeRoster(string member, Func<FederationSection, FederationSection> change)
    {
        string path = At("kits", member, MemberFiles.DefaultFederation);
        FederationSection section = ConfigurationFile.Read<FederationSection>(path, "roster", (_, _) => { });
        File.WriteAllText(path, ScenarioJson.Write(change(section)));
    }

    /// <summary>A certificate for a member's own key from another authority, or of another time.</summary>
    public string Certify(string member, CertificateAuthority authority, TimeProvider clock)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(At("kits", member, MemberFiles.DefaultKey)));
        using X509Certificate2 certificate = authority.Issue(new PublicKey(key), member, TimeSpan.FromDays(1), clock);
        return CertificateFile.ToPem(certificate);
    }

    public CertificateAuthority OpenAuthority() => CertificateAuthority.Open(At("ca"), password: null);

    public void Dispose() => _folder.Dispose();

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task RunAsync(params string[] args)
    {
        CliRun run = await CliRun.RunAsync(args);
        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
    }
}
