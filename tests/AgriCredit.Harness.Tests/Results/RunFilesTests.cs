using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Tests.Results;

public sealed class RunFilesTests : IDisposable
{
    private static readonly string[] AllFiles = ["metrics.json", "model-card.md", "model.json", "report.html", "rounds.csv", "scenario.json"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string WriteRun(RunMetrics metrics)
    {
        string path = _folder.PathOf("run");
        RunFiles.Write(path, ExampleRuns.AsRun(metrics), CancellationToken.None);
        return path;
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameRun()
    {
        string path = WriteRun(ExampleRuns.FourBlocks);
        Assert.Equal(AllFiles, Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).Order());
        Run run = RunFiles.Read(path), written = ExampleRuns.AsRun(ExampleRuns.FourBlocks);
        Assert.Equal(MetricsJson.ToUtf8(written.Metrics), MetricsJson.ToUtf8(run.Metrics));
        Assert.Equal(written.Rounds, run.Rounds);
        Assert.Equal(written.Scenario, run.Scenario);
        Assert.Equal(written.Model.Coefficients, run.Model.Coefficients);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        byte[][] Bytes() => [.. AllFiles.Select(name => File.ReadAllBytes(Path.Combine(WriteRun(ExampleRuns.FourBlocks), name)))];
        Assert.Equal(Bytes(), Bytes());
    }

    [Theory]
    [InlineData("metrics.json")]
    [InlineData("model.json")]
    [InlineData("rounds.csv")]
    public void Read_DamagedFile_NamesIt(string name)
    {
        string path = WriteRun(ExampleRuns.Small), file = Path.Combine(path, name);
        File.WriteAllText(file, File.ReadAllText(file)[..^30]);
        var refusal = Assert.Throws<HarnessException>(() => RunFiles.Read(path));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics.json")]
    [InlineData("model.json")]
    [InlineData("rounds.csv")]
    [InlineData("scenario.json")]
    public void Read_MissingFile_NamesIt(string name)
    {
        string path = WriteRun(ExampleRuns.Small);
        File.Delete(Path.Combine(path, name));
        Assert.Contains($"it has no {name}", Assert.Throws<HarnessException>(() => RunFiles.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFolder_IsRefused() => Assert.Equal(ExitCode.Usage, Assert.Throws<HarnessException>(() => RunFiles.Read(_folder.PathOf("nowhere"))).ExitCode);
}
