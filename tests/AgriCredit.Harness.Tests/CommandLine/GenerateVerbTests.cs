using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Generation;

namespace AgriCredit.Harness.Tests.CommandLine;

public sealed class GenerateVerbTests
{
    [Fact]
    public async Task WritesTheLoansAndTheTruth()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.RunAsync("generate", "--rows", "300", "--seed", "5", "--parties", "3", "--output", folder.PathOf("loans.csv"), "--truth", folder.PathOf("truth.json"));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("300 farm loans of 3 banks", run.Results, StringComparison.Ordinal);
        Assert.Equal("Generating 300 farm loans", run.Messages.TrimEnd());
        string[] lines = await File.ReadAllLinesAsync(folder.PathOf("loans.csv"));
        Assert.Equal(301, lines.Length);
        Assert.StartsWith("farmer_id,bank,county,crop,season,known_to,plot_area_mu,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",default", lines[0], StringComparison.Ordinal);
        Assert.Equal(["loans.csv", "truth.json"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());

        using JsonDocument truth = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.PathOf("truth.json")));
        Assert.Equal(FarmLoanColumns.Intercept, truth.RootElement.GetProperty("intercept").GetDouble());
        Assert.Equal(
            FarmLoanColumns.All.Select(feature => (feature.Name, feature.Coefficient)),
            truth.RootElement.GetProperty("coefficients").EnumerateObject().Select(member => (member.Name, member.Value.GetDouble())));
    }

    [Fact]
    public async Task FileHoldsTheVeryNumbersThatWereDrawn()
    {
        using var folder = new TemporaryFolder();
        await CliRun.RunAsync("generate", "--rows", "2000", "--seed", "9", "--output", folder.PathOf("loans.csv"));
        FarmLoans loans = FarmLoanGenerator.Generate(2_000, seed: 9, banks: 5);

        string[][] lines = [.. File.ReadLines(folder.PathOf("loans.csv")).Skip(1).Select(line => line.Split(','))];
        for (int feature = 0; feature < loans.Values.Length; feature++)
        {
            Assert.Equal(loans.Values[feature], lines.Select(line => double.Parse(line[6 + feature], CultureInfo.InvariantCulture)));
        }

        Assert.Equal(loans.Defaults.Select(label => label.ToString()), lines.Select(line => line[^1]));
        Assert.Equal(Enumerable.Range(0, 2_000).Select(row => loans.Text("season", row)), lines.Select(line => line[4]));
        Assert.Equal(2_000, lines.Select(line => line[0]).Distinct().Count());
    }

    [Fact]
    public async Task EveryFormatHoldsTheSameTable()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "loans.csv", "loans.csv.gz", "loans.parquet" })
        {
            Assert.Equal(ExitCode.Done, (await CliRun.RunAsync("generate", "--rows", "500", "--output", folder.PathOf(name))).ExitCode);
        }

        await using Stream file = File.OpenRead(folder.PathOf("loans.csv.gz"));
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal(await File.ReadAllTextAsync(folder.PathOf("loans.csv")), await reader.ReadToEndAsync());

        using var session = new DuckDbSession(folder.Path);
        using var query = DuckDbQuery.Run(session, "select count(*) as same from (from 'loans.csv' intersect from 'loans.parquet')", "test", CancellationToken.None);
        Assert.Equal(500, query.Read(["same"], [], [], CancellationToken.None).Numbers["same"][0]);
    }

    [Fact]
    public async Task OlderFileIsReplaced_AndSameSeedGivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("loans.csv", "old");
        await CliRun.RunAsync("generate", "--rows", "100", "--output", path);
        byte[] first = await File.ReadAllBytesAsync(path);
        await CliRun.RunAsync("generate", "--rows", "100", "--output", path);
        Assert.Equal(first, await File.ReadAllBytesAsync(path));
        Assert.True(first.Length > 1_000);
    }

    [Theory]
    [InlineData("loans.txt", "the name must end in .csv, .csv.gz, .parquet")]
    [InlineData("sub/loans.csv", "does not exist")]
    [InlineData("folder.csv", "it is a folder; name a file")]
    public async Task PathThatCannotBeWritten_IsAMistake(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("folder.csv"));
        CliRun run = await CliRun.RunAsync("generate", "--rows", "10", "--output", folder.PathOf(name));
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Results));
        Assert.Contains(reason, run.Messages, StringComparison.Ordinal);
        Assert.Equal([folder.PathOf("folder.csv")], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task OutputAndTruthInOneFile_IsAMistake()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("loans.csv");
        CliRun run = await CliRun.RunAsync("generate", "--rows", "10", "--output", path, "--truth", path);
        Assert.Equal((ExitCode.Usage, "--output and --truth name the same file."), (run.ExitCode, run.Messages.TrimEnd()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void FullDisk_FailsWithOneMessage_AndKeepsTheOlderFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("loans.csv", "old");
        HarnessException exception = Assert.Throws<HarnessException>(() =>
            AtomicFile.Write(path, temporary =>
            {
                File.WriteAllText(temporary, "half");
                throw new IOException("No space left on device");
            }));

        Assert.Equal((ExitCode.Failed, $"Cannot write '{path}': No space left on device"), (exception.ExitCode, exception.Message));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
