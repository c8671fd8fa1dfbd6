using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Tests.Results;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string RunPath => _folder.PathOf("run");

    /// <summary>Names of everything in the folder, hidden or not, in order.</summary>
    private string[] Everything() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(entry => Path.GetRelativePath(_folder.Path, entry)).Order(StringComparer.Ordinal)];

    /// <summary>Writes what recognises a run.</summary>
    private static Action<string> Files(string text) => folder =>
    {
        File.WriteAllText(Path.Combine(folder, RunFolder.MetricsFile), text);
        File.WriteAllText(Path.Combine(folder, RunFolder.ScenarioFile), text);
    };

    private void AssertEarlierRunIntact()
    {
        Assert.Equal(["run", "run/metrics.json", "run/scenario.json"], Everything());
        Assert.Equal("earlier", File.ReadAllText(Path.Combine(RunPath, RunFolder.MetricsFile)));
    }

    [Fact]
    public void Replace_NewFolder_MakesItAndThoseAbove()
    {
        string path = _folder.PathOf("runs/deep/run");
        RunFolder.CheckAvailable(path);
        Assert.Empty(Everything());
        RunFolder.Replace(path, Files("new"), CancellationToken.None);
        Assert.Equal(["runs", "runs/deep", "runs/deep/run", "runs/deep/run/metrics.json", "runs/deep/run/scenario.json"], Everything());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run/")]
    public void Replace_EarlierRun_IsReplacedAsAWhole(string name)
    {
        RunFolder.Replace(RunPath, Files("earlier"), CancellationToken.None);
        File.WriteAllText(Path.Combine(RunPath, RunFolder.ReportFile), "only in the earlier run");
        RunFolder.CheckAvailable(_folder.PathOf(name));
        RunFolder.Replace(_folder.PathOf(name), Files("new"), CancellationToken.None);
        Assert.Equal(["run", "run/metrics.json", "run/scenario.json"], Everything());
        Assert.Equal("new", File.ReadAllText(Path.Combine(RunPath, RunFolder.MetricsFile)));
    }

    [Fact]
    public void Replace_EmptyFolder_IsUsed()
    {
        Directory.CreateDirectory(RunPath);
        RunFolder.Replace(RunPath, Files("new"), CancellationToken.None);
        Assert.Equal(["run", "run/metrics.json", "run/scenario.json"], Everything());
    }

    [Fact]
    public void Replace_LinkToAnEarlierRun_ReplacesWhatItPointsTo()
    {
        RunFolder.Replace(RunPath, Files("earlier"), CancellationToken.None);
        Directory.CreateSymbolicLink(_folder.PathOf("latest"), "run");
        RunFolder.Replace(_folder.PathOf("latest"), Files("new"), CancellationToken.None);
        Assert.Equal("run", new DirectoryInfo(_folder.PathOf("latest")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Path.Combine(RunPath, RunFolder.MetricsFile)));
    }

    [Theory]
    [InlineData("thesis.docx")]
    [InlineData("metrics.json")]
    [InlineData("scenario.json")]
    [InlineData("metrics.json", "scenario.json", "thesis.docx")]
    [InlineData("metrics.json", "scenario.json", "report.html/thesis.docx")]
    [InlineData("metrics.json", "scenario.json", ".hidden")]
    public void Replace_FolderWithOtherFiles_IsRefusedAndLeftAsItIs(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(RunPath, name))!);
            File.WriteAllText(Path.Combine(RunPath, name), "mine");
        }

        string[] before = Everything();
        Action[] attempts = [() => RunFolder.CheckAvailable(RunPath), () => RunFolder.Replace(RunPath, Files("new"), CancellationToken.None)];
        foreach (Action attempt in attempts)
        {
            var refusal = Assert.Throws<HarnessException>(attempt);
            Assert.Equal(ExitCode.Usage, refusal.ExitCode);
            Assert.Contains(RunPath, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("--out", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Everything());
    }

    [Fact]
    public void CheckAvailable_PlacesNoFolderCanTake_AreRefused()
    {
        File.WriteAllText(RunPath, "a file");
        foreach (string path in new[] { RunPath, Path.Combine(RunPath, "below-a-file"), "/", Directory.GetCurrentDirectory(), Path.GetDirectoryName(Directory.GetCurrentDirectory())! })
            Assert.Equal(ExitCode.Usage, Assert.Throws<HarnessException>(() => RunFolder.CheckAvailable(path)).ExitCode);
        Assert.Equal(["run"], Everything());
    }

    [Fact]
    public void Replace_WritingFails_LeavesTheEarlierRun()
    {
        RunFolder.Replace(RunPath, Files("earlier"), CancellationToken.None);
        var failure = Assert.Throws<HarnessException>(() => RunFolder.Replace(RunPath, folder =>
        {
            File.WriteAllText(Path.Combine(folder, RunFolder.MetricsFile), "half");
            throw new IOException("No space left on device.");
        }, CancellationToken.None));
        Assert.Equal(ExitCode.Failed, failure.ExitCode);
        Assert.Contains("No space left on device.", failure.Message, StringComparison.Ordinal);
        AssertEarlierRunIntact();
    }

    [Fact]
    public void Replace_WritingFailsInANewPlace_LeavesNothing()
    {
        Assert.Throws<InvalidOperationException>(() => RunFolder.Replace(_folder.PathOf("runs/deep/run"), _ => throw new InvalidOperationException(), CancellationToken.None));
        Assert.Empty(Everything());
    }

    [Fact]
    public void Replace_CancelledWhileWriting_LeavesTheEarlierRun()
    {
        RunFolder.Replace(RunPath, Files("earlier"), CancellationToken.None);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => RunFolder.Replace(RunPath, folder =>
        {
            Files("new")(folder);
            source.Cancel();
        }, source.Token));
        AssertEarlierRunIntact();
    }
}
