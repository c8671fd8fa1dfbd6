using System.Globalization;
using System.IO.Compression;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Tests.CommandLine;

namespace AgriCredit.Harness.Tests.Scoring;

public sealed class ScoreVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two inputs: a term that must be there and an area that may be missing.</summary>
    private static readonly CreditModel Model = new(
        [
            new ModelFeature("term_months", new StandardiseTransform(mean: 12, standardDeviation: 6)),
            new ModelFeature("面积, \"mu\"", IdentityTransform.Instance, missing: MissingPolicy.Mean, valueWhenMissing: 5.5),
        ],
        intercept: -2.5,
        coefficients: [0.75, -0.1],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "two-banks", Parties = ["a", "b"], Rounds = 5, Optimizer = "newton" },
        idColumn: "loan,id");

    private const string Header = "\"loan,id\",term_months,other,\"面积, \"\"mu\"\"\"\n";

    private string SaveModel()
    {
        string path = _folder.PathOf("model.json");
        ModelFile.Save(Model, path);
        return path;
    }

    private Task<CliRun> RunAsync(string input, params string[] more) =>
        CliRun.RunAsync(["score", "--model", SaveModel(), "--input", input, "--output", _folder.PathOf("scores.csv"), .. more]);

    private string[] Scores() => File.ReadAllText(_folder.PathOf("scores.csv")).TrimEnd('\n').Split('\n');

    private static string Expected(double term, double area)
    {
        CreditScore score = new CreditScorer(Model).Explain([term, area]);
        Assert.Equal(score.ProbabilityOfDefault.Value, double.Parse(score.ProbabilityOfDefault.ToString(), CultureInfo.InvariantCulture));
        string reasons = string.Join(';', score.ReasonCodes.Select(reason => reason.Code));
        return $"{score.ProbabilityOfDefault},{score.Points},{(reasons.Contains('"') ? $"\"{reasons.Replace("\"", "\"\"")}\"" : reasons)}";
    }

    private async Task AssertRefusedAsync(string input, string expected, params string[] more)
    {
        CliRun run = await RunAsync(input, more);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Messages, StringComparison.Ordinal);
        Assert.Empty(run.Results);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path), entry => entry.Contains("scores.csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Csv_GivesIdPdAndPointsInTheFilesOrder()
    {
        string input = _folder.Write("in.csv", Header + "007,18,x,2.5\n\"a \"\"b\"\", c\",24,y,\n农1,6,z,0.1\n");
        CliRun run = await RunAsync(input);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, string.Concat(run.Messages.Split('\n').Skip(1))));
        Assert.Equal($"{_folder.PathOf("scores.csv")}: 3 applicants scored with the model of 'two-banks'.", run.Results.TrimEnd());
        Assert.Equal(
            ["row,\"loan,id\",pd,points,reasons", "0,007," + Expected(18, 2.5), "1,\"a \"\"b\"\", c\"," + Expected(24, double.NaN), "2,农1," + Expected(6, 0.1)],
            Scores());
    }

    /// <summary>Terms above the mean of 12 and areas below 5.5 cost points; a factor of 28.85 points makes the area's 0.3 less than the term's 0.75.</summary>
    [Fact]
    public async Task Reasons_AreCodesMostCostlyFirst()
    {
        await RunAsync(_folder.Write("in.csv", Header + "1,18,x,2.5\n2,12,x,2.5\n3,18,x,9\n4,6,x,9\n"));
        Assert.Equal(["term_months;面积, \"\"mu\"\"\"", "面积, \"\"mu\"\"\"", "term_months", ""], Scores()[1..].Select(line => line.Split(',', 5)[4].TrimStart('"')));
    }

    [Fact]
    public async Task Categories_AreReadAsTextAndUnknownOnesGoByTheModel()
    {
        CreditModel Of(params WoeBin[] bins) => new(
            [new ModelFeature("crop", new WoeTransform(bins)), new ModelFeature("area", new StandardiseTransform(0, 1))],
            -2, [-1, 0.5], new ScorecardScaling(), Model.Provenance);
        CreditModel open = Of(WoeBin.OfCategories(["7"], 0.5, 0.5), WoeBin.OfCategories(["rice"], -0.5, 0.25), WoeBin.Other(-0.2, 0.25));
        string input = _folder.Write("in.csv", "crop,area\n7,0\n7,1\n"), model = _folder.PathOf("crops.json");
        ModelFile.Save(open, model);
        Task<CliRun> Run(string file) => CliRun.RunAsync(["score", "--model", model, "--input", file, "--output", _folder.PathOf("scores.csv")]);
        Assert.Equal(ExitCode.Done, (await Run(input)).ExitCode);
        Assert.Equal(["", "area"], Scores()[1..].Select(line => line.Split(',')[3]));
        Assert.Equal(ExitCode.Done, (await Run(_folder.Write("in.csv", "crop,area\nrice,0\nhemp,1\n"))).ExitCode);
        Assert.Equal(
            [new CreditScorer(open).Score([1, 0]).ProbabilityOfDefault.ToString(), new CreditScorer(open).Score([2, 1]).ProbabilityOfDefault.ToString()],
            Scores()[1..].Select(line => line.Split(',')[1]));
        Assert.Equal(["crop", "area;crop"], Scores()[1..].Select(line => line.Split(',')[3]));

        ModelFile.Save(Of(WoeBin.OfCategories(["rice"], -0.5, 1)), model);
        CliRun refused = await Run(input);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("column 'crop' holds a category that the model does not know", refused.Messages, StringComparison.Ordinal);
        Assert.Contains("row 1", refused.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoIdColumn_LeavesItOut()
    {
        await RunAsync(_folder.Write("in.csv", "\"面积, \"\"mu\"\"\",term_months\n2.5,18\n"));
        Assert.Equal(["row,pd,points,reasons", "0," + Expected(18, 2.5)], Scores());
    }

    [Fact]
    public async Task EveryFormat_GivesTheSameScores()
    {
        string text = Header + string.Concat(Enumerable.Range(0, 5000).Select(i => $"L{i},{6 + i % 30},x,{i * 0.1}\n"));
        string csv = _folder.Write("in.csv", text), gz = _folder.PathOf("in.csv.gz"), parquet = _folder.PathOf("in.PARQUET");
        using (var compressed = new GZipStream(File.Create(gz), CompressionLevel.Fastest))
            compressed.Write(await File.ReadAllBytesAsync(csv));
        using (var session = new DuckDbSession(folder: null))
            session.Execute($"copy (select * from read_csv({DuckDbSession.Quoted(csv)})) to {DuckDbSession.Quoted(parquet)} (format parquet)");

        await RunAsync(csv);
        string[] expected = Scores();
        Assert.Equal(5001, expected.Length);
        Assert.Equal("4999,L4999," + Expected(6 + 4999 % 30, 4999 * 0.1), expected[^1]);
        foreach (string input in new[] { gz, parquet })
        {
            Assert.Equal(ExitCode.Done, (await RunAsync(input)).ExitCode);
            Assert.Equal(expected, Scores());
        }
    }

    [Fact]
    public async Task Query_DerivesColumns()
    {
        string input = _folder.Write("in.csv", "\"loan,id\",years,hectares\n007,1.5,0.5\n008,2,1\n");
        CliRun run = await RunAsync(input, "--query", "select \"loan,id\", years * 12 as term_months, hectares * 15 as \"面积, \"\"mu\"\"\" from input -- 15 mu\n; ");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(["row,\"loan,id\",pd,points,reasons", "0,007," + Expected(18, 7.5), "1,008," + Expected(24, 15)], Scores());
    }

    /// <summary>DuckDB guesses types from the first 20,480 rows.</summary>
    [Fact]
    public async Task WholeNumbersFirst_FractionsLater_AreRead()
    {
        string input = _folder.Write("in.csv", Header + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},12,x,1\n")) + "30000,12.5,x,1.5\n");
        Assert.Equal(ExitCode.Done, (await RunAsync(input)).ExitCode);
        Assert.Equal("30000,30000," + Expected(12.5, 1.5), Scores()[^1]);
    }

    [Fact]
    public async Task OlderScores_AreReplacedOnlyBySuccess()
    {
        _folder.Write("scores.csv", "older");
        Assert.Equal(ExitCode.Usage, (await RunAsync(_folder.Write("bad.csv", Header + "1,x,x,1\n"))).ExitCode);
        Assert.Equal(["older"], Scores());
        Assert.Equal(ExitCode.Done, (await RunAsync(_folder.Write("in.csv", Header + "1,12,x,1\n"))).ExitCode);
        Assert.Equal("0,1," + Expected(12, 1), Scores()[1]);
    }

    [Fact]
    public async Task NoApplicants_GivesTheHeader()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync(_folder.Write("in.csv", Header))).ExitCode);
        Assert.Single(Scores());
    }

    [Fact]
    public async Task MissingColumn_NamesItAndThoseThatAreThere() =>
        await AssertRefusedAsync(_folder.Write("in.csv", "term_month,area\n12,1\n"), "lacks the columns 'term_months' (did you mean 'term_month'?), '面积, \"mu\"' that the model needs. There are: term_month, area.");

    [Theory]
    [InlineData("1,12,x,1\n2,SECRET,x,1\n", "column 'term_months' holds text that is not a number, in row 1")]
    [InlineData("1,12,x,1\n2,12,x,SECRET\n", "column '面积, \"mu\"' holds text that is not a number, in row 1")]
    [InlineData("1,12,x,1\n2,inf,x,1\n", "column 'term_months' is infinite, in row 1")]
    [InlineData("1,12,x,1\n2,,x,1\n", "column 'term_months' has no value, which the model rejects for this column; complete it or leave the applicant out, in row 1")]
    [InlineData("1,2024-01-01,x,1\n", "column 'term_months' holds DATE values, not numbers")]
    [InlineData("1,1e308,x,-1e308\n", "row 0 (rows count from 0) cannot be scored")]
    public async Task BadValue_NamesColumnAndRowAndNotTheValue(string rows, string expected)
    {
        await AssertRefusedAsync(_folder.Write("in.csv", Header + rows), expected);
        CliRun run = await RunAsync(_folder.PathOf("in.csv"));
        Assert.DoesNotContain("SECRET", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextBeyondTheSample_NamesColumnAndRow()
    {
        string input = _folder.Write("in.csv", Header + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},12,x,1\n")) + "30000,SECRET,x,1.5\n");
        await AssertRefusedAsync(input, "column 'term_months' holds text that is not a number in row 30000");
    }

    [Fact]
    public async Task BadFilesAndQueries_AreRefused()
    {
        string input = _folder.Write("in.csv", Header + "1,12,x,1\n");
        await AssertRefusedAsync(_folder.PathOf("none.csv"), "There is no input file");
        await AssertRefusedAsync(_folder.Write("in.xlsx", "x"), "unknown ending: expected .csv, .csv.gz or .parquet");
        await AssertRefusedAsync(_folder.Write("in.parquet", "not parquet"), "in.parquet");
        await AssertRefusedAsync(_folder.Write("in.csv.gz", "not gzip"), "in.csv.gz");
        await AssertRefusedAsync(input, "--query", "--query", "select nonsense from input");
        await AssertRefusedAsync(input, "--query", "--query", "drop view input");
        await AssertRefusedAsync(input, "--query: lacks", "--query", "select 1 as x from input");
        await AssertRefusedAsync(input, "--query", "--query", "select * from input) ; select * from (select * from input");
    }

    [Fact]
    public async Task ReadFileAsOutput_IsRefused()
    {
        string input = _folder.Write("in.csv", Header + "1,12,x,1\n"), model = SaveModel();
        foreach (string output in new[] { input, model })
        {
            CliRun run = await CliRun.RunAsync("score", "--model", model, "--input", input, "--output", output);
            Assert.Equal(ExitCode.Usage, run.ExitCode);
            Assert.Contains("--output would overwrite", run.Messages, StringComparison.Ordinal);
        }

        Assert.StartsWith("\"loan", await File.ReadAllTextAsync(input), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadModel_IsRefused()
    {
        string input = _folder.Write("in.csv", Header + "1,12,x,1\n"), broken = _folder.Write("broken.json", "{}");
        foreach (string model in new[] { broken, _folder.PathOf("none.json") })
        {
            CliRun run = await CliRun.RunAsync("score", "--model", model, "--input", input, "--output", _folder.PathOf("scores.csv"));
            Assert.Equal(ExitCode.Usage, run.ExitCode);
            Assert.Contains(model, run.Messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cancelled_LeavesNothing()
    {
        string input = _folder.Write("in.csv", Header + "1,12,x,1\n"), model = SaveModel();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        CliRun run = await CliRun.RunAsync(source.Token, "score", "--model", model, "--input", input, "--output", _folder.PathOf("scores.csv"));
        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Equal(["in.csv", "model.json"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }
}
