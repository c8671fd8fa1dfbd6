using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgriCredit.Testing;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>A federation over the blocks of sba_agri: roster, kits with their keys, and the processes of its members.</summary>
internal sealed class Consortium : IDisposable
{
    /// <summary>The session's id in every run, so that models can be compared byte by byte.</summary>
    public const string Session = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-run-").FullName;
    private readonly ConcurrentBag<ProgramRun> _processes = [];
    private readonly IReadOnlyList<string> _banks;

    private Consortium(IReadOnlyList<string> banks, int port)
    {
        _banks = banks;
        Port = port;
    }

    public static string StaticTerms => Terms("static", collectSeconds: 120, reconnectSeconds: 60);

    /// <summary>Where the coordinator listens.</summary>
    public int Port { get; }

    public static string Terms(string mode, int collectSeconds, int reconnectSeconds) => $$"""
        {
          "name": "sba-agri",
          "features": ["term_months", "ln_gr_appv", "guarantee_share", "new_business", "rev_line_cr", "low_doc"],
          "aggregation": { "mode": "{{mode}}" },
          "privacy": { "waivers": ["rareCategory"] },
          "timeouts": { "collectSeconds": {{collectSeconds}}, "unmaskSeconds": 60, "reconnectSeconds": {{reconnectSeconds}} }
        }
        """;

    /// <summary>Makes roster and kits by the documented commands, and completes them as each institution would.</summary>
    /// <param name="institutions">Keys and certificates.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="banks">Three banks, the third with two blocks, or four.</param>
    /// <param name="publicPort">Where parties reach the coordinator; null: where it listens.</param>
    public static async Task<Consortium> CreateAsync(Institutions institutions, string terms, int banks, int? publicPort = null)
    {
        var consortium = new Consortium([.. Institutions.Banks.Take(banks)], Institutions.FreePort());
        string roster = consortium.At("federation.json"), termsFile = consortium.At("terms.json");
        await Institutions.RunAsync([
            "provision", "federation", "--coordinator", $"{Institutions.Hub}={institutions.Certificate(Institutions.Hub)}@https://127.0.0.1:{publicPort ?? consortium.Port}",
            .. consortium._banks.SelectMany(bank => new[] { "--party", $"{bank}={institutions.Certificate(bank)}" }),
            "--authority", Path.Combine(institutions.Authority, "authority.crt"), "--output", roster,
        ]);
        await File.WriteAllTextAsync(termsFile, terms);
        await Institutions.RunAsync("provision", "kit", "--federation", roster, "--terms", termsFile, "--output", consortium.At("kits"));
        foreach (string member in consortium._banks.Prepend(Institutions.Hub))
        {
            File.Copy(institutions.Key(member), consortium.At("kits", member, "member.key"));
        }

        consortium.Configure(Institutions.Hub, section => section["listen"] = $"127.0.0.1:{consortium.Port}");
        for (int bank = 0; bank < banks; bank++)
        {
            string blocks = bank == 2 && banks == 3 ? "2, 3" : bank.ToString(CultureInfo.InvariantCulture);
            consortium.Configure(consortium._banks[bank], section =>
            {
                section["data"]!["query"] = Query(blocks);
                section["data"]!["folder"] = TestData.PathOf("sba_agri");
            });
        }

        return consortium;
    }

    public static string Query(string blocks) =>
        "select term_months, ln(gr_appv_usd) as ln_gr_appv, sba_appv_usd/gr_appv_usd as guarantee_share, new_business, rev_line_cr, low_doc, \"default\" "
        + $"from 'sba_agri.csv' where block in ({blocks}) order by loan_id";

    public string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>Changes a member's configuration.</summary>
    public void Configure(string member, Action<JsonNode> change)
    {
        string path = Configuration(member);
        JsonNode section = JsonNode.Parse(File.ReadAllText(path), documentOptions: WithComments)!;
        change(section);
        File.WriteAllText(path, section.ToJsonString());
    }

    /// <summary>Starts a member, as its institution would and would start it again.</summary>
    /// <param name="member">Who.</param>
    /// <param name="fault">What is to befall it; null for nothing.</param>
    /// <param name="options">More options.</param>
    public ProgramRun Start(string member, string? fault = null, params string[] options)
    {
        string[] role = member == Institutions.Hub ? ["coordinator", Configuration(member), "--session", Session] : ["party", Configuration(member)];
        var run = ProgramRun.Start(fault, [.. role, "--json", .. options]);
        _processes.Add(run);
        return run;
    }

    /// <summary>Runs a session: every member until it ends of itself, started again whenever it was killed.</summary>
    /// <param name="faults">What befalls a member's first process, its second, and so on; each must.</param>
    public async Task<IReadOnlyDictionary<string, MemberEnd>> RunAsync(Dictionary<string, string[]> faults)
    {
        Assert.Empty(faults.Keys.Except(_banks.Prepend(Institutions.Hub)));
        Task<MemberEnd>[] parties = [.. _banks.Select(bank => LiveAsync(bank, faults.GetValueOrDefault(bank, [])))];
        Task<MemberEnd> coordinator = LiveAsync(Institutions.Hub, faults.GetValueOrDefault(Institutions.Hub, []));
        MemberEnd[] ends = await Task.WhenAll(parties.Prepend(coordinator));
        foreach ((string member, MemberEnd end) in _banks.Prepend(Institutions.Hub).Zip(ends))
        {
            int planned = faults.GetValueOrDefault(member, []).Length;
            Assert.True(end.Kills == planned, $"{member} was killed {end.Kills} times of {planned}:\n{string.Join("\n", ends.Select(other => other.Messages + other.End.Results))}");
        }

        return _banks.Prepend(Institutions.Hub).Zip(ends).ToDictionary();
    }

    /// <summary>Waits until every party that was started has begun to call the coordinator.</summary>
    public Task WaitUntilJoiningAsync() =>
        Task.WhenAll(_processes.Select(party => party.WaitForMessageAsync(message => message.Contains("joins the coordinator", StringComparison.Ordinal))));

    /// <summary>Runs one member to its end, started again whenever it was killed.</summary>
    public async Task<MemberEnd> LiveAsync(string member, IReadOnlyList<string> faults)
    {
        string messages = "";
        for (int kills = 0; ; kills++)
        {
            ProgramEnd end = await Start(member, faults.ElementAtOrDefault(kills)).EndAsync();
            messages += $"--- {member}, process {kills + 1}, {end.ExitCode}\n{end.Messages}";
            if (!end.WasKilled)
            {
                return new MemberEnd(end, kills, messages);
            }
        }
    }

    /// <summary>Ends what still runs, and makes sure that nothing is left.</summary>
    public void Dispose()
    {
        foreach (ProgramRun run in _processes)
        {
            run.Dispose();
        }

        int left = Directory.EnumerateDirectories("/proc").Count(NamesFolder);
        Directory.Delete(_folder, recursive: true);
        Assert.Equal(0, left);
    }

    private string Configuration(string member) => At("kits", member, member == Institutions.Hub ? "coordinator.json" : "party.json");

    private bool NamesFolder(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_folder, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // not a process, or it has ended meanwhile
        }
    }
}
