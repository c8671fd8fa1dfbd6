using System.Text.Json;
using AgriCredit.Hosting.Tests.Support;

namespace AgriCredit.Hosting.Tests;

/// <summary>A fit over the columns of bank and cloud, each role a process of its own: the simulation's model, and one clear end for all when a role is killed.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class JointFitTests : IClassFixture<JointFarms>
{
    /// <summary>Masks are random, so two fits of the same rows differ by what truncation leaves.</summary>
    private const double Tolerance = 1e-3;

    private readonly JointFarms _farms;

    public JointFitTests(JointFarms farms) => _farms = farms;

    [Fact]
    public async Task Release_JoinedOrOwn_GivesTheSimulationsCoefficients()
    {
        ProgramEnd simulation = await ProgramRun.RunAsync("simulate", _farms.WriteScenario(), "--out", _farms.At("run"), "--json");
        Assert.True(simulation.ExitCode == 0, simulation.Messages);
        JsonElement expected = simulation.Outcome.GetProperty("model");

        ProgramEnd[] joined = await RunAsync("joined");
        ProgramEnd[] own = await RunAsync("own");

        Assert.All([.. joined, .. own], end => Assert.True(end.ExitCode == 0, end.ToString()));
        Assert.Equal(joined[0].Model, joined[1].Model);
        foreach (ProgramEnd party in joined[..2])
        {
            Assert.Equal(["bank", "cloud"], Parts(party).Select(part => part.GetProperty("party").GetString()));
            Assert.All(Parts(party), part => AssertSame(expected, part));
        }

        // What is released decides what is written: of the other party's columns nothing.
        foreach ((ProgramEnd party, string name) in own.Zip(JointFarms.Members).Take(2))
        {
            JsonElement part = Assert.Single(Parts(party));
            Assert.Equal(name, part.GetProperty("party").GetString());
            AssertSame(expected, part);
            Assert.False(party.Outcome.TryGetProperty("model", out _));
            Assert.Equal(["part.json", "session.json"], Directory.GetFiles(Assert.Single(Directory.GetDirectories(_farms.Models("own", name)))).Select(Path.GetFileName).Order());
        }

        JsonElement dealt = joined[2].Outcome.GetProperty("dealt");
        Assert.Equal(800, dealt.GetProperty("rows").GetInt32());
        Assert.True(joined[2].Outcome.GetProperty("traffic").GetProperty("bytesSent").GetInt64() > 1_000_000);
        Clear();
    }

    [Fact]
    public async Task FitThatWasDealtForAhead_NeedsNoDealer_Once()
    {
        ProgramEnd[] fitted = await RunAsync("joined");
        using (ProgramRun relay = _farms.Start("own", JointFarms.Hub))
        {
            await relay.WaitForMessageAsync(message => message.Contains("listens", StringComparison.Ordinal));
            ProgramEnd[] prepared = await RunAllAsync(
                _farms.Start("bank", "party", "--prepare-fit", "900"), _farms.Start("cloud", "party", "--prepare-fit", "900"), _farms.Start(JointFarms.Dealer, "dealer", "--prepare-fit", "900"));
            Assert.All(prepared, end => Assert.True(end.ExitCode == 0, end.ToString()));

            ProgramEnd[] ends = await RunAllAsync(_farms.Start("bank", "party", "--prepared", "--json"), _farms.Start("cloud", "party", "--prepared", "--json"));
            Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.ToString()));
            Assert.All(Parts(fitted[0]).Zip([.. ends.SelectMany(Parts)]), pair => Assert.All(
                pair.First.GetProperty("coefficients").EnumerateArray().Zip(pair.Second.GetProperty("coefficients").EnumerateArray()),
                coefficients => Assert.Equal(coefficients.First.GetDouble(), coefficients.Second.GetDouble(), Tolerance)));

            ProgramEnd[] again = await RunAllAsync(_farms.Start("bank", "party", "--prepared", "--json"), _farms.Start("cloud", "party", "--prepared", "--json"));
            Assert.All(again, end => Assert.Equal(("UsedRandomness", 1), (end.Reason, end.ExitCode)));
        }

        Clear();
    }

    [Theory]
    [InlineData("cloud")]
    [InlineData(JointFarms.Dealer)]
    [InlineData(JointFarms.Hub)]
    public async Task Role_Killed_EndsTheOthersByNameAndANewStartSucceeds(string killed)
    {
        using (ProgramRun relay = _farms.Start("joined", JointFarms.Hub))
        {
            await relay.WaitForMessageAsync(message => message.Contains("listens", StringComparison.Ordinal));

            ProgramRun[] runs = [.. JointFarms.Members.Select(member => _farms.Start("joined", member))];
            try
            {
                // Each says so itself: the relay counts a member before that member knows. A session that has just begun in new processes takes far longer than it takes to kill one.
                await Task.WhenAll(runs.Select(run => run.WaitForMessageAsync(message => message.Contains("is at the relay", StringComparison.Ordinal))));
                (killed == JointFarms.Hub ? relay : runs[JointFarms.Members.ToList().IndexOf(killed)]).Signal("KILL");
                ProgramEnd[] ends = await Task.WhenAll(runs.Where((_, index) => JointFarms.Members[index] != killed).Select(run => run.EndAsync()));
                Assert.All(ends, end => Assert.Equal(("MemberLost", 1), (end.Reason, end.ExitCode)));
                Assert.All(ends, end => Assert.Contains(killed, end.Messages, StringComparison.Ordinal));
            }
            finally
            {
                Array.ForEach(runs, run => run.Dispose());
            }

            Assert.All(JointFarms.Members, member => Assert.False(Directory.Exists(_farms.Models("joined", member))));
        }

        ProgramEnd[] again = await RunAsync("joined");
        Assert.All(again, end => Assert.True(end.ExitCode == 0, end.ToString()));
        Clear();
    }

    private static async Task<ProgramEnd[]> RunAllAsync(params ProgramRun[] runs)
    {
        try
        {
            return await Task.WhenAll(runs.Select(run => run.EndAsync()));
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }
    }

    /// <summary>Runs one session, the relay included, which ends as a stopped program does.</summary>
    private async Task<ProgramEnd[]> RunAsync(string release)
    {
        using ProgramRun relay = _farms.Start(release, JointFarms.Hub);
        await relay.WaitForMessageAsync(message => message.Contains("listens", StringComparison.Ordinal));
        ProgramRun[] runs = [.. JointFarms.Members.Select(member => _farms.Start(release, member))];
        try
        {
            ProgramEnd[] ends = await Task.WhenAll(runs.Select(run => run.EndAsync()));
            relay.Signal("TERM");
            Assert.Equal(130, (await relay.EndAsync()).ExitCode);
            return ends;
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }
    }

    private void Clear()
    {
        foreach (string models in JointFarms.Members.SelectMany(member => new[] { _farms.Models("own", member), _farms.Models("joined", member) }).Where(Directory.Exists))
        {
            Directory.Delete(models, recursive: true);
        }
    }

    private static JsonElement[] Parts(ProgramEnd party) => [.. party.Outcome.GetProperty("joint").GetProperty("parts").EnumerateArray()];

    private static void AssertSame(JsonElement expected, JsonElement part)
    {
        string[] features = [.. part.GetProperty("features").EnumerateArray().Select(name => name.GetString()!)];
        for (int index = 0; index < features.Length; index++)
        {
            Assert.Equal(expected.GetProperty("coefficients").GetProperty(features[index]).GetDouble(), part.GetProperty("coefficients")[index].GetDouble(), Tolerance);
            Assert.Equal(expected.GetProperty("standardErrors").GetProperty(features[index]).GetDouble(), part.GetProperty("standardErrors")[index].GetDouble(), Tolerance);
        }

        Assert.Equal(part.GetProperty("party").GetString() == "bank", part.TryGetProperty("intercept", out JsonElement intercept));
        if (intercept.ValueKind == JsonValueKind.Number)
        {
            Assert.Equal(expected.GetProperty("intercept").GetDouble(), intercept.GetDouble(), Tolerance);
        }
    }
}
