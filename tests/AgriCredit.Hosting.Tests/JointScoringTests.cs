using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgriCredit.Hosting.Tests.Support;

namespace AgriCredit.Hosting.Tests;

/// <summary>Applicants scored by bank and cloud together, each role a process of its own, over gRPC with mutual TLS.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class JointScoringTests : IClassFixture<JointFarms>
{
    private const int ExitCodeOfFault = 2;
    private readonly JointFarms _farms;

    public JointScoringTests(JointFarms farms) => _farms = farms;

    [Fact]
    public async Task Scores_AreTheJoinedModels_LimitsOutliveARestart_AndPreparedRandomnessNeedsNoDealer()
    {
        using ProgramRun relay = _farms.Start("own", JointFarms.Hub);
        await relay.WaitForMessageAsync(message => message.Contains("listens", StringComparison.Ordinal));
        Dictionary<string, JsonElement> parts = await FitAsync();
        Configure("cloud", scoring => scoring["applicantsPerDay"] = 60);
        Configure("bank", _ => { });
        string scores = _farms.At("scores.csv");
        string applicants = _farms.At("applicants.csv");
        string[] lines = File.ReadAllLines(_farms.At("bank.csv"));
        File.WriteAllLines(applicants, [lines[0], .. lines.Skip(1 + 190).Take(50)]);

        using (ProgramRun cloud = _farms.Start("cloud", "party", "--serve-scores"))
        using (ProgramRun dealer = _farms.Start(JointFarms.Dealer, "dealer", "--serve-scores"))
        {
            await Task.WhenAll(cloud.WaitForMessageAsync(Waits), dealer.WaitForMessageAsync(Waits));
            ProgramEnd scored = await ScoreAsync(applicants, scores);
            Assert.True(scored.ExitCode == 0, scored.ToString());
            Assert.Contains("40 of 50", scored.Results, StringComparison.Ordinal);
            CheckScores(parts, scores, unknown: 10);

            // Ten more are left of sixty a day.
            ProgramEnd limited = await ScoreAsync(applicants, scores);
            Assert.True(limited.ExitCode == 0, limited.ToString());
            Assert.Contains("40 over a limit", limited.Results, StringComparison.Ordinal);
            cloud.Signal("KILL");
            await cloud.EndAsync();
        }

        File.Delete(scores);
        using (ProgramRun cloud = _farms.Start("cloud", "party", "--serve-scores"))
        using (ProgramRun dealer = _farms.Start(JointFarms.Dealer, "dealer", "--serve-scores"))
        {
            await Task.WhenAll(cloud.WaitForMessageAsync(Waits), dealer.WaitForMessageAsync(Waits));
            ProgramEnd restarted = await ScoreAsync(applicants, scores);
            Assert.Contains("50 over a limit", restarted.Results, StringComparison.Ordinal);

            // A half that was changed is refused before anything is sent.
            string part = _farms.At("own", "bank", PartOf("bank"));
            string content = File.ReadAllText(part);
            File.WriteAllText(part, content.Replace("\"income\"", "\"outcome\"", StringComparison.Ordinal));
            ProgramEnd changed = await ScoreAsync(applicants, _farms.At("none.csv"));
            Assert.Equal(2, changed.ExitCode);
            Assert.Contains("SHA-256", changed.Messages, StringComparison.Ordinal);
            Assert.False(File.Exists(_farms.At("none.csv")));
            File.WriteAllText(part, content);
            cloud.Signal("TERM");
            dealer.Signal("TERM");
            Assert.Equal((130, 130), ((await cloud.EndAsync()).ExitCode, (await dealer.EndAsync()).ExitCode));
        }

        double[] edges = [0.1, 0.2, 0.4];
        foreach (string party in JointFarms.Members.Take(2))
        {
            Configure(party, scoring =>
            {
                scoring["bandEdges"] = new JsonArray([.. edges.Select(edge => (JsonNode)edge)]);
                scoring["applicantsPerDay"] = 1000;
                scoring["timesPerApplicant"] = 10;
            });
        }

        using (ProgramRun cloud = _farms.Start("cloud", "party", "--serve-scores"))
        using (ProgramRun dealer = _farms.Start(JointFarms.Dealer, "dealer", "--serve-scores"))
        {
            await Task.WhenAll(cloud.WaitForMessageAsync(Waits), dealer.WaitForMessageAsync(Waits));
            ProgramEnd banded = await ScoreAsync(applicants, scores);
            Assert.True(banded.ExitCode == 0, banded.ToString());
            CheckBands(parts, scores, edges);
        }

        foreach (string party in JointFarms.Members.Take(2))
        {
            Configure(party, scoring =>
            {
                scoring.AsObject().Remove("bandEdges");
                scoring["prepared"] = true;
            });
        }

        await CheckPreflightAsync("cloud", ExitCodeOfFault, "FAIL scoring", "No randomness for a Probability is left");
        ProgramRun[] preparing = [_farms.Start("bank", "party", "--prepare", "104"), _farms.Start("cloud", "party", "--prepare", "104"), _farms.Start(JointFarms.Dealer, "dealer", "--prepare", "104")];
        ProgramEnd[] prepared = await Task.WhenAll(preparing.Select(run => run.EndAsync()));
        Array.ForEach(preparing, run => run.Dispose());
        Assert.All(prepared, end => Assert.True(end.ExitCode == 0, end.ToString()));
        await CheckPreflightAsync("cloud", 0, "ok   scoring", "up to 1,000 a day, with randomness prepared for 104 applicants");
        await CheckPreflightAsync("bank", 0, "ok   scoring", "asks for scores, with randomness prepared for 104 applicants");
        using (ProgramRun cloud = _farms.Start("cloud", "party", "--serve-scores"))
        {
            await cloud.WaitForMessageAsync(Waits);
            ProgramEnd first = await ScoreAsync(applicants, scores);
            Assert.True(first.ExitCode == 0, first.ToString());
            CheckScores(parts, scores, unknown: 10);
            ProgramEnd second = await ScoreAsync(applicants, scores);
            Assert.True(second.ExitCode == 0, second.ToString());

            // 104 were prepared; two sessions of forty have used eighty, and twenty-four do not last for forty.
            ProgramEnd third = await ScoreAsync(applicants, _farms.At("none.csv"));
            Assert.Equal(1, third.ExitCode);
            Assert.Contains("UsedRandomness", third.Messages, StringComparison.Ordinal);
            Assert.False(File.Exists(_farms.At("none.csv")));
        }
    }

    [Fact]
    public async Task MemberThatServes_OutlivesItsRelay_ButDoesNotStartWithoutOne()
    {
        const string member = JointFarms.Dealer;
        _farms.ConfigureReconnecting(member, seconds: 1);
        try
        {
            using (ProgramRun alone = _farms.Start(member, "dealer", "--serve-scores"))
            {
                Assert.Equal(1, (await alone.EndAsync()).ExitCode);
            }

            using ProgramRun relay = _farms.Start("own", JointFarms.Hub);
            await relay.WaitForMessageAsync(message => message.Contains("listens", StringComparison.Ordinal));
            using ProgramRun dealer = _farms.Start(member, "dealer", "--serve-scores");
            await dealer.WaitForMessageAsync(Waits);
            relay.Signal("KILL");
            await dealer.WaitForMessageAsync(message => message.Contains("goes on trying", StringComparison.Ordinal));
            using ProgramRun another = _farms.Start("own", JointFarms.Hub);
            await dealer.WaitForMessageAsync(Waits, times: 2);
            dealer.Signal("TERM");
            Assert.Equal(130, (await dealer.EndAsync()).ExitCode);
        }
        finally
        {
            _farms.ConfigureReconnecting(member, seconds: 60);
        }
    }

    private static bool Waits(string message) => message.Contains("waiting to be asked", StringComparison.Ordinal);

    private async Task<ProgramEnd> ScoreAsync(string input, string output) => await ProgramRun.RunAsync("score", "--config", _farms.At("own", "bank", "party.json"), "--input", input, "--output", output);

    private async Task CheckPreflightAsync(string party, int exitCode, params string[] expected)
    {
        ProgramEnd end = await ProgramRun.RunAsync("preflight", "--party", _farms.At("own", party, "party.json"), "--offline");
        Assert.True(end.ExitCode == exitCode, end.ToString());
        Assert.All([.. expected, "a joint fit of known answer is right"], text => Assert.Contains(text, end.Results, StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, JsonElement>> FitAsync()
    {
        ProgramRun[] runs = [.. JointFarms.Members.Select(member => _farms.Start("own", member))];
        ProgramEnd[] ends = await Task.WhenAll(runs.Select(run => run.EndAsync()));
        Array.ForEach(runs, run => run.Dispose());
        Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.ToString()));
        return JointFarms.Members.Take(2).ToDictionary(party => party, party => JsonDocument.Parse(File.ReadAllText(_farms.At("own", party, PartOf(party)))).RootElement.GetProperty("part"));
    }

    private string PartOf(string party) => Path.GetRelativePath(_farms.At("own", party), Path.Combine(Assert.Single(Directory.GetDirectories(_farms.Models("own", party))), "part.json"));

    private void Configure(string party, Action<JsonNode> change) => _farms.ConfigureParty(party, section =>
    {
        section["scoring"] ??= new JsonObject { ["part"] = PartOf(party) };
        change(section["scoring"]!);
    });

    private void CheckScores(Dictionary<string, JsonElement> parts, string scores, int unknown)
    {
        Dictionary<string, double[]> bank = Values("bank"), cloud = Values("cloud");
        string[] lines = File.ReadAllLines(scores);
        Assert.Equal("row,farmer_id,pd,outcome,party", lines[0]);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split(',');
            string id = cells[1].ToUpperInvariant();
            Assert.Equal(cloud.ContainsKey(id) ? "scored" : "unknown", cells[3]);
            if (cells[3] == "scored")
            {
                Assert.Equal(Probability(parts, bank[id], cloud[id]), double.Parse(cells[2], CultureInfo.InvariantCulture), 1e-4);
            }
        }

        Assert.Equal(unknown, lines.Count(line => line.EndsWith(",,unknown,cloud", StringComparison.Ordinal)));
    }

    private void CheckBands(Dictionary<string, JsonElement> parts, string scores, double[] edges)
    {
        // Scores and edges are rounded to 1/512 of a logit.
        const double Near = 6e-4;
        Dictionary<string, double[]> bank = Values("bank"), cloud = Values("cloud");
        string[] lines = File.ReadAllLines(scores);
        Assert.Equal("row,farmer_id,band,outcome,party", lines[0]);
        var seen = new HashSet<int>();
        foreach (string[] cells in lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells[3] == "scored"))
        {
            string id = cells[1].ToUpperInvariant();
            double probability = Probability(parts, bank[id], cloud[id]);
            int band = int.Parse(cells[2], CultureInfo.InvariantCulture);
            Assert.InRange(band, edges.Count(edge => edge < probability - Near), edges.Count(edge => edge < probability + Near));
            seen.Add(band);
        }

        Assert.True(seen.Count >= 3, $"bands {string.Join(", ", seen)} only");
    }

    private static double Probability(Dictionary<string, JsonElement> parts, double[] bank, double[] cloud) =>
        1 / (1 + Math.Exp(-Logit(parts["bank"], bank) - Logit(parts["cloud"], cloud)));

    private Dictionary<string, double[]> Values(string party) => File.ReadLines(_farms.At(party + ".csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(
        cells => cells[0].ToUpperInvariant(), cells => cells[1..3].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    private static double Logit(JsonElement part, double[] values)
    {
        double[] Numbers(string name) => [.. part.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
        double[] coefficients = Numbers("coefficients"), means = Numbers("scaleMeans"), deviations = Numbers("scaleDeviations");
        double intercept = part.TryGetProperty("intercept", out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : 0;
        return intercept + values.Select((value, i) => coefficients[i] * (value - means[i]) / deviations[i]).Sum();
    }
}
