using System.Diagnostics;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Harness.Tests.Simulation;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary><c>simulate --processes</c>: the same bits as in one process, and nothing left, however it ends.</summary>
public sealed class ProcessSimulationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _temporary = new();

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Processes_WriteTheModelOfOneProcess()
    {
        string scenario = Scenario("");
        CliRun inProcess = await CliRun.RunAsync("simulate", scenario, "--out", _folder.PathOf("one"));
        using var processes = ProgramRun.StartIn(_temporary.Path, "simulate", scenario, "--out", _folder.PathOf("many"), "--processes");
        (int exitCode, _, string messages) = await processes.EndAsync();

        Assert.True(inProcess.ExitCode == ExitCode.Done, inProcess.Messages);
        Assert.True(exitCode == 0, messages);
        Assert.Equal(await File.ReadAllBytesAsync(_folder.PathOf("one/model.json")), await File.ReadAllBytesAsync(_folder.PathOf("many/model.json")));
        AssertSameRounds("one", "many");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    /// <summary>Masks are random, so a joint fit is the same within what truncation leaves, not bit by bit; but each role sends as many bytes in a pass, wherever it lives.</summary>
    [Fact]
    public async Task Processes_OfAJointFit_WriteItsMetricsAndPasses()
    {
        string scenario = _folder.Write("joint.json", VerticalScenarios.Create());
        CliRun inProcess = await CliRun.RunAsync("simulate", scenario, "--out", _folder.PathOf("one"));
        using var processes = ProgramRun.StartIn(_temporary.Path, "simulate", scenario, "--out", _folder.PathOf("joint"), "--processes");
        (int exitCode, _, string messages) = await processes.EndAsync();

        Assert.True(inProcess.ExitCode == ExitCode.Done, inProcess.Messages);
        Assert.True(exitCode == 0, messages);
        AssertSameRounds("one", "joint");
        using JsonDocument metrics = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.PathOf("joint/metrics.json")));
        Assert.Equal(800, metrics.RootElement.GetProperty("train").GetProperty("rows").GetInt32());
        Assert.InRange(metrics.RootElement.GetProperty("pooled").GetProperty("maxCoefficientDifference").GetDouble(), 0, 1e-3);
        Assert.All(metrics.RootElement.GetProperty("wan").GetProperty("roles").EnumerateArray(), role => Assert.True(role.GetProperty("bytesSent").GetInt64() > 0));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public async Task PartyThatLeaves_EndsTheRunWithTheReason()
    {
        string scenario = Scenario("\"drop\": [ { \"party\": \"b\", \"round\": 2, \"at\": \"beforeInput\" } ]");
        using var run = ProgramRun.StartIn(_temporary.Path, "simulate", scenario, "--out", _folder.PathOf("run"), "--processes");
        (int exitCode, _, string messages) = await run.EndAsync();

        Assert.True(exitCode == (int)ExitCode.Failed, messages);
        Assert.True(messages.Contains("MissingParty", StringComparison.Ordinal) && messages.Contains("training round 1;", StringComparison.Ordinal), messages);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Stopped_LeavesNoProcess(string signal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var run = ProgramRun.StartIn(_temporary.Path, "simulate", Scenario(""), "--out", _folder.PathOf("run"), "--processes");
        await WaitUntil(() => Members().Count >= 3);
        using (Process kill = Process.Start("kill", ["-s", signal, run.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        (int exitCode, _, string messages) = await run.EndAsync();
        await WaitUntil(() => Members().Count == 0);
        Assert.False(Directory.Exists(_folder.PathOf("run")));
        if (signal == "INT")
        {
            Assert.True(exitCode == (int)ExitCode.Cancelled, $"{exitCode}: {messages}");
            Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
        }
    }

    /// <summary>A line for each round of either run, the same but for the seconds, and each of them in the report.</summary>
    private void AssertSameRounds(string one, string many)
    {
        Run[] runs = [RunFiles.Read(_folder.PathOf(one)), RunFiles.Read(_folder.PathOf(many))];
        Assert.All(runs, run => Assert.Equal(Enumerable.Range(1, run.Metrics.Rounds), run.Rounds.Select(round => round.Round)));
        Assert.Equal(runs[0].Rounds.Select(round => round with { Seconds = 0 }), runs[1].Rounds.Select(round => round with { Seconds = 0 }));
        Assert.All(runs[1].Rounds, round => Assert.True(round.Seconds > 0 && round.Bytes > 0));
        string report = File.ReadAllText(Path.Combine(_folder.PathOf(many), "report.html"));
        Assert.All(runs[1].Rounds, round => Assert.Contains(Figures.Count(round.Bytes), report, StringComparison.Ordinal));
    }

    /// <summary>The processes whose command line names a file of this test's own temporary folder.</summary>
    private List<int> Members()
    {
        var members = new List<int>();
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_temporary.Path, StringComparison.Ordinal))
                {
                    members.Add(int.Parse(Path.GetFileName(process)));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return members;
    }

    private static async Task WaitUntil(Func<bool> holds)
    {
        long started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "Waited in vain.");
            await Task.Delay(50);
        }
    }

    /// <summary>Three parties; one feature has gaps, one is 0/1, one has zeros of both signs and numbers that no decimal text of few digits holds.</summary>
    private string Scenario(string aggregation) => _folder.Write("scenario.json", $$"""
        {
          "name": "made-up",
          "data": {
            "query": "with numbers as (select i, chr((97 + i % 3)::int) as party, (i * 7919 % 1009) / 1009.0 * 3 as amount, (i * 104729 % 10007) / 10007.0 as noise from range(1200) t(i)) select party, amount, (i % 3 = 0)::int as insured, case when i % 7 = 0 then null else sqrt(i) end as age, case when i % 4 = 0 then -0.0::double when i % 4 = 1 then 0.0 else 1.0 / (i + 3) end as small, (noise < 0.2 + 0.1 * amount)::int as \"default\" from numbers order by i",
            "features": ["amount", "insured", "age", "small"],
            "test": { "everyNth": 5 }
          },
          "missing": { "age": "indicator" },
          "partition": { "kind": "horizontal", "by": "party" },
          "aggregation": { {{aggregation}} },
          "privacy": { "waivers": [ "rowMinimum", "rareCategory" ] }
        }
        """);
}
