using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary>A coordinator and three banks as processes, from the documented commands to the model file.</summary>
public sealed class BetweenHostsTests
{
    [Fact]
    public async Task Session_OfProcesses_GivesAllTheModelOfTheSimulation()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        using var folder = new TemporaryFolder();

        // The parties come first, and wait for a coordinator that is not there yet.
        ProgramRun[] parties = [.. Institutions.Banks.Select(bank => ProgramRun.Start("party", institutions.Party(bank), "--json"))];
        using var coordinator = ProgramRun.Start("coordinator", institutions.Coordinator, "--json");
        (int ExitCode, string Results, string Messages)[] ends = await Task.WhenAll(parties.Append(coordinator).Select(member => member.EndAsync()));
        CliRun simulation = await CliRun.RunAsync("simulate", folder.Write("s.json", $$"""
            {
              "name": "made-up",
              "data": { "query": {{JsonSerializer.Serialize(Institutions.Query(""))}}, "features": ["amount", "insured"] },
              "partition": { "kind": "horizontal", "by": "party" },
              "privacy": { "waivers": ["rowMinimum", "rareCategory"] }
            }
            """), "--out", folder.PathOf("run"), "--json");

        Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.Messages));
        Assert.True(simulation.ExitCode == ExitCode.Done, simulation.Messages);
        JsonElement[] outcomes = [.. ends.Select(end => JsonDocument.Parse(end.Results).RootElement)];
        JsonElement model = JsonDocument.Parse(simulation.Results).RootElement.At("model");
        double[] expected = [model.At("intercept").GetDouble(), model.At("coefficients", "amount").GetDouble(), model.At("coefficients", "insured").GetDouble()];
        Assert.All(outcomes, outcome => Assert.Equal(expected, outcome.Numbers("session", "weights")));
        byte[][] files = [.. outcomes.Select(outcome => File.ReadAllBytes(outcome.At("model").GetString()!))];
        Assert.All(files, file => Assert.Equal(files[0], file));
        foreach (ProgramRun party in parties)
        {
            party.Dispose();
        }
    }

    [Fact]
    public async Task Party_WithOtherTerms_RefusesThePlanAndNamesTheDifference()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        string terms = institutions.At("kits", "bank-b", MemberFiles.DefaultTerms);
        await File.WriteAllTextAsync(terms, (await File.ReadAllTextAsync(terms)).Replace("\"features\"", "\"training\": { \"l2\": 0.25 }, \"features\"", StringComparison.Ordinal));
        using var coordinator = ProgramRun.Start("coordinator", institutions.Coordinator, "--json");
        ProgramRun[] parties = [.. Institutions.Banks.Select(bank => ProgramRun.Start("party", institutions.Party(bank), "--json"))];
        (int ExitCode, string Results, string Messages)[] ends = await Task.WhenAll(parties.Append(coordinator).Select(member => member.EndAsync()));

        Assert.All(ends, end => Assert.True(end.ExitCode == (int)ExitCode.Refused, end.Messages));
        Assert.All(ends, end => Assert.Equal("PlanRefused", JsonDocument.Parse(end.Results).RootElement.At("failure", "reason").GetString()));
        Assert.Contains("training.l2 is 0 in the plan and 0.25 in the terms", ends[1].Messages, StringComparison.Ordinal);
        Assert.All(Institutions.Banks, bank => Assert.False(Directory.Exists(institutions.At("kits", bank, "models"))));
        foreach (ProgramRun party in parties)
        {
            party.Dispose();
        }
    }

    [Fact]
    public async Task Party_WithAnothersKey_IsToldSo()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        File.Copy(institutions.At("kits", "bank-b", "member.key"), institutions.At("kits", "bank-a", "member.key"), overwrite: true);
        CliRun run = await CliRun.RunAsync("party", institutions.Party("bank-a"));

        AssertOneFault(run, "'member.key' is not that of the certificate of 'bank-a'");
    }

    [Fact]
    public async Task Party_WithAnExpiredCertificate_IsToldSo()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        var lastYear = new FixedClock(DateTimeOffset.UtcNow.AddDays(-365));
        using var authority = Harness.Provisioning.CertificateAuthority.Create("old", TimeSpan.FromDays(3650), lastYear);
        string certificate = institutions.Certify("bank-a", authority, lastYear);
        institutions.ChangeRoster("bank-a", roster => roster with
        {
            Parties = [roster.Parties[0] with { Certificate = certificate }, .. roster.Parties.Skip(1)],
            Authorities = [.. roster.Authorities, Harness.Provisioning.CertificateFile.ToPem(authority.Certificate)],
        });
        CliRun run = await CliRun.RunAsync("party", institutions.Party("bank-a"));

        AssertOneFault(run, "the certificate of 'bank-a' expired on");
    }

    [Fact]
    public async Task Party_WithACertificateOfAForeignAuthority_IsToldSo()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        using var authority = Harness.Provisioning.CertificateAuthority.Create("AgriCredit authority", TimeSpan.FromDays(3650), TimeProvider.System);
        string certificate = institutions.Certify("bank-a", authority, TimeProvider.System);
        institutions.ChangeRoster("bank-a", roster => roster with { Parties = [roster.Parties[0] with { Certificate = certificate }, .. roster.Parties.Skip(1)] });
        CliRun run = await CliRun.RunAsync("party", institutions.Party("bank-a"));

        AssertOneFault(run, "the certificate of 'bank-a' was not issued by an authority of the federation");
    }

    [Fact]
    public async Task Party_ThatIsNotInTheRoster_IsToldWhoIs()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        institutions.Configure("bank-a", section => section with { Party = "bank-d" });

        AssertOneFault(await CliRun.RunAsync("party", institutions.Party("bank-a")), "'bank-d' is not a party of the roster");
    }

    [Fact]
    public async Task Preflight_ReportsAllFaultsTogether()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        File.Delete(institutions.At("kits", "bank-a", "member.key"));
        institutions.Configure("bank-a", section => section with { Data = new PartyData { Query = "select 1.0 as amount, 2 as \"default\"" } });
        CliRun run = await CliRun.RunAsync("preflight", "--party", institutions.Party("bank-a"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("FAIL key", run.Results, StringComparison.Ordinal);
        Assert.Contains("FAIL data", run.Results, StringComparison.Ordinal);
        Assert.Contains("no column 'insured'", run.Messages, StringComparison.Ordinal);
        Assert.Contains("member.key' is not there", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preflight_BelowAMinimumThatTheTermsDoNotWaive_IsRefused()
    {
        using Institutions institutions = await Institutions.CreateAsync("""{ "name": "made-up", "features": ["amount", "insured"] }""");
        CliRun run = await CliRun.RunAsync("preflight", "--party", institutions.Party("bank-a"), "--offline");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("rowMinimum", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preflight_OfferedNoCoordinator_SaysThatNothingListens()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        CliRun reached = await CliRun.RunAsync("preflight", "--party", institutions.Party("bank-a")), offline = await CliRun.RunAsync("preflight", "--party", institutions.Party("bank-a"), "--offline");

        Assert.Equal((ExitCode.Usage, ExitCode.Done), (reached.ExitCode, offline.ExitCode));
        Assert.Contains("nothing listens there", reached.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preflight_AgainstACoordinatorThatRuns_SeesItAndItsClock()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        Assert.Equal(ExitCode.Done, (await CliRun.RunAsync("preflight", "--coordinator", institutions.Coordinator)).ExitCode);
        using var coordinator = ProgramRun.Start("coordinator", institutions.Coordinator);
        CliRun run;
        int tries = 0;
        do
        {
            await Task.Delay(500);
            run = await CliRun.RunAsync("preflight", "--party", institutions.Party("bank-b"));
        }
        while (run.ExitCode != ExitCode.Done && ++tries < 60);

        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        Assert.Contains("ok   clock", run.Results, StringComparison.Ordinal);
        Assert.Contains("ok   coordinator", run.Results, StringComparison.Ordinal);
    }

    private static void AssertOneFault(CliRun run, string fault)
    {
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Results));
        Assert.Contains(fault, run.Messages, StringComparison.Ordinal);
        Assert.Equal(2, run.Messages.TrimEnd().Split('\n').Length);
    }
}
