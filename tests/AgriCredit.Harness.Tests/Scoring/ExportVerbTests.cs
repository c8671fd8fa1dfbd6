using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;

namespace AgriCredit.Harness.Tests.Scoring;

public sealed class ExportVerbTests : IDisposable
{
    private static readonly CreditModel Model = new(
        [new ModelFeature("term_months", new StandardiseTransform(mean: 12, standardDeviation: 6)), new ModelFeature("area", IdentityTransform.Instance)],
        intercept: -2.5,
        coefficients: [0.75, -0.1],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "two-banks", Parties = ["a", "b"], Rounds = 5, Optimizer = "newton" });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("onnx", "as an ONNX graph with 2 inputs.")]
    [InlineData("pmml", "as a PMML regression with 2 inputs.")]
    [InlineData("sql", "as SQL with 2 inputs.")]
    public async Task Export_WritesAFile_AndSaysWhat(string format, string said)
    {
        CliRun run = await RunAsync(format, "model.out");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.EndsWith(said, run.Results.TrimEnd(), StringComparison.Ordinal);
        byte[] file = await File.ReadAllBytesAsync(_folder.PathOf("model.out"));
        Assert.Contains("term_months", System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_TakesItsRowsFromTheTableNamed()
    {
        await RunAsync("sql", "model.sql", "--table", "farm loans");

        string query = await File.ReadAllTextAsync(_folder.PathOf("model.sql"));
        Assert.Contains("FROM \"farm loans\" AS applicants", query, StringComparison.Ordinal);
        Assert.EndsWith(";\n", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pickle", "model.out", "pickle")]
    [InlineData("onnx", "model.json", "would overwrite")]
    [InlineData("onnx", "no-folder/model.onnx", "does not exist")]
    public async Task WrongArguments_AreRefused_AndNothingIsWritten(string format, string output, string expected)
    {
        CliRun run = await RunAsync(format, output);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Messages, StringComparison.Ordinal);
        Assert.Equal([_folder.PathOf("model.json")], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task EmptyTable_IsRefused() => Assert.Contains("Expected a name after --table.", (await RunAsync("sql", "model.sql", "--table", "")).Messages, StringComparison.Ordinal);

    [Theory]
    [InlineData("onnx")]
    [InlineData("pmml")]
    public async Task TableForAFormatWithoutOne_IsRefused(string format)
    {
        CliRun run = await RunAsync(format, "model.out", "--table", "loans");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains($"--table belongs to --format sql; leave it out, since {format} reads no table.", run.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("model.out")));
    }

    [Fact]
    public async Task Pmml_SaysWhyItGivesNoReasons()
    {
        CliRun run = await RunAsync("pmml", "model.pmml");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("The document gives no reasons. Feature ", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pmml_OfAScorecard_GivesReasons()
    {
        CliRun run = await RunAsync(Scorecard("age"), "pmml", "model.pmml");

        Assert.EndsWith("as a PMML scorecard with 1 input.", run.Results.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("no reasons", run.Messages, StringComparison.Ordinal);
        Assert.Contains("useReasonCodes=\"true\"", await File.ReadAllTextAsync(_folder.PathOf("model.pmml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelThatXmlCannotCarry_IsRefused_AndNothingIsWritten()
    {
        CliRun run = await RunAsync(Scorecard("age\uFFFE"), "pmml", "model.pmml");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("The model cannot be written as PMML: The name of input", run.Messages, StringComparison.Ordinal);
        Assert.Equal([_folder.PathOf("model.json")], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static CreditModel Scorecard(string input) => new(
        [new ModelFeature(input, new WoeTransform([WoeBin.Interval(double.NegativeInfinity, 25, -0.8, 0.25), WoeBin.Interval(25, double.PositiveInfinity, 0.4, 0.75)]))],
        intercept: -2,
        coefficients: [-1],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "two-banks", Parties = ["a", "b"], Rounds = 5, Optimizer = "newton" });

    private Task<CliRun> RunAsync(string format, string output, params string[] more) => RunAsync(Model, format, output, more);

    private Task<CliRun> RunAsync(CreditModel saved, string format, string output, params string[] more)
    {
        string model = _folder.PathOf("model.json");
        ModelFile.Save(saved, model);
        return CliRun.RunAsync(["export", "--model", model, "--format", format, "--output", _folder.PathOf(output), .. more]);
    }
}
