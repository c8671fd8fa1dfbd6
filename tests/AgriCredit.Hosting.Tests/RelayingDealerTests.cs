using System.Text.Json.Nodes;
using AgriCredit.Hosting.Tests.Support;

namespace AgriCredit.Hosting.Tests;

/// <summary>A dealer that serves the relay as well, so that a joint fit needs three processes.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class RelayingDealerTests : IClassFixture<JointFarms>
{
    private static readonly string[] Parties = ["bank", "cloud"];
    private readonly JointFarms _farms;

    public RelayingDealerTests(JointFarms farms) => _farms = farms;

    [Fact]
    public async Task FitPreparationAndScores_NeedNoOtherRelay()
    {
        ProgramEnd[] fitted = await RunAsync("--json");
        Assert.All(fitted, end => Assert.True(end.ExitCode == 0, end.ToString()));
        Assert.Equal(800, fitted[0].Outcome.GetProperty("dealt").GetProperty("rows").GetInt32());

        ProgramEnd[] prepared = await RunAsync("--prepare-fit", "900");
        Assert.All(prepared, end => Assert.True(end.ExitCode == 0, end.ToString()));

        string applicants = _farms.At("applicants.csv"), scores = _farms.At("scores.csv");
        string[] lines = File.ReadAllLines(_farms.At("bank.csv"));
        File.WriteAllLines(applicants, [lines[0], .. lines.Skip(1 + 190).Take(50)]);
        foreach (string party in Parties)
        {
            string part = Path.Combine(Assert.Single(Directory.GetDirectories(_farms.Models("own", party))), "part.json");
            _farms.ConfigureParty(party, section => section["scoring"] = new JsonObject { ["part"] = part, ["applicantsPerDay"] = 1000 });
        }

        using ProgramRun dealer = StartDealer("--serve-scores");
        using ProgramRun cloud = _farms.Start("cloud", "party", "--serve-scores");
        await Task.WhenAll(cloud.WaitForMessageAsync(Waits), dealer.WaitForMessageAsync(Waits));
        for (int session = 1; session <= 2; session++)
        {
            ProgramEnd scored = await ProgramRun.RunAsync("score", "--config", _farms.At("own", "bank", "party.json"), "--input", applicants, "--output", scores);
            Assert.True(scored.ExitCode == 0, scored.ToString());
            Assert.Contains("40 of 50", scored.Results, StringComparison.Ordinal);
        }

        // The cloud waits for the relay that it had; the dealer does not wait for the cloud.
        dealer.Signal("TERM");
        Assert.Equal(130, (await dealer.EndAsync()).ExitCode);
        cloud.Signal("TERM");
        Assert.Equal(130, (await cloud.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData(JointFarms.Dealer, "The relay 'hub' is lost")]
    [InlineData("cloud", "'cloud' has left")]
    public async Task Role_Killed_EndsTheOthersByName(string killed, string expected)
    {
        using ProgramRun dealer = StartDealer("--json");
        await dealer.WaitForMessageAsync(message => message.Contains("listens", StringComparison.Ordinal));
        ProgramRun[] parties = [.. Parties.Select(party => _farms.Start("own", party))];
        try
        {
            await Task.WhenAll(parties.Append(dealer).Select(run => run.WaitForMessageAsync(message => message.Contains("is at the relay", StringComparison.Ordinal))));
            ProgramRun victim = killed == JointFarms.Dealer ? dealer : parties[1];
            victim.Signal("KILL");
            ProgramEnd[] ends = await Task.WhenAll(parties.Append(dealer).Where(run => run != victim).Select(run => run.EndAsync()));
            Assert.All(ends, end => Assert.Equal(("MemberLost", 1), (end.Reason, end.ExitCode)));
            Assert.All(ends, end => Assert.Contains(expected, end.Messages, StringComparison.Ordinal));
        }
        finally
        {
            Array.ForEach(parties, run => run.Dispose());
        }
    }

    [Fact]
    public async Task CoordinatorOfOtherTerms_IsRefusedBeforeItListens()
    {
        ProgramEnd end = await ProgramRun.RunAsync("dealer", _farms.At("own", JointFarms.Dealer, "dealer.json"), "--relay", _farms.At("joined", JointFarms.Hub, "coordinator.json"));
        Assert.Equal(2, end.ExitCode);
        Assert.Contains("the relay cannot start", end.Messages, StringComparison.Ordinal);
        Assert.Contains("terms: not the dealer's, SHA-256", end.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("listens", end.Messages, StringComparison.Ordinal);
    }

    private static bool Waits(string message) => message.Contains("waiting to be asked", StringComparison.Ordinal);

    private ProgramRun StartDealer(params string[] options) =>
        _farms.Start(JointFarms.Dealer, "dealer", ["--relay", _farms.At("own", JointFarms.Hub, "coordinator.json"), .. options]);

    /// <summary>Runs one session to its end, the dealer first.</summary>
    private async Task<ProgramEnd[]> RunAsync(params string[] options)
    {
        ProgramRun[] runs = [StartDealer(options), .. Parties.Select(party => _farms.Start(party, "party", options))];
        try
        {
            return await Task.WhenAll(runs.Select(run => run.EndAsync()));
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }
    }
}
