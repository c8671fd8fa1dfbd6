using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Harness.Tests.Results;

namespace AgriCredit.Harness.Tests.Reporting;

public sealed class ReportVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string WriteRun(string name, RunMetrics metrics)
    {
        RunFiles.Write(_folder.PathOf(name), ExampleRuns.AsRun(metrics), CancellationToken.None);
        return _folder.PathOf(name);
    }

    [Fact]
    public async Task OneRun_WritesThePageIntoTheRun()
    {
        string run = WriteRun("a", ExampleRuns.FourBlocks), report = Path.Combine(run, "report.html");
        string written = await File.ReadAllTextAsync(report);
        File.Delete(report);
        CliRun line = await CliRun.RunAsync("report", run);
        Assert.Equal((ExitCode.Done, report), (line.ExitCode, line.Results.Trim()));
        Assert.Equal(written, await File.ReadAllTextAsync(report));
    }

    [Fact]
    public async Task SeveralRuns_WritesThemSideBySide()
    {
        string a = WriteRun("a", ExampleRuns.FourBlocks), b = WriteRun("b", ExampleRuns.TwentyBanks), page = _folder.PathOf("page.html");
        CliRun line = await CliRun.RunAsync("report", a, b + "/", "--output", page);
        Assert.Equal((ExitCode.Done, page), (line.ExitCode, line.Results.Trim()));
        string text = await File.ReadAllTextAsync(page);
        Assert.Contains("2 runs side by side", text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#run-2\">b</a>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunsOfTheSameName_GoByTheirPaths()
    {
        string a = WriteRun("x/run", ExampleRuns.FourBlocks), b = WriteRun("y/run", ExampleRuns.Small), page = _folder.PathOf("page.html");
        await CliRun.RunAsync("report", a, b, "--output", page);
        Assert.Contains($"<a href=\"#run-1\">{a}</a>", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    public async Task NoRun_IsRefused(string name)
    {
        CliRun line = await CliRun.RunAsync("report", _folder.PathOf(name));
        Assert.Equal(ExitCode.Usage, line.ExitCode);
        Assert.Contains("Name the folder that 'simulate' wrote.", line.Messages, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CliRun.RunAsync("report")).ExitCode);
    }
}
