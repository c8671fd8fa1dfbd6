using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AgriCredit.Packaging.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Packaging.Tests;

/// <summary>The scorer as others take it: from a package, compiled ahead of time, and from C.</summary>
public sealed class PackagingTests(Workshop workshop) : IClassFixture<Workshop>
{
    [Fact]
    public void Package_RestoredFromItsFolderAlone_ScoresInAProjectOfItsOwn()
    {
        string feed = workshop.Pack("src/AgriCredit");
        string package = Assert.Single(Directory.GetFiles(feed, "*.nupkg"));
        Assert.Single(Directory.GetFiles(feed, "*.snupkg"));
        using (ZipArchive archive = ZipFile.OpenRead(package))
        {
            using var manifest = new StreamReader(archive.GetEntry("AgriCredit.nuspec")!.Open());
            Assert.DoesNotContain("<dependency ", manifest.ReadToEnd(), StringComparison.Ordinal);
            Assert.Contains(archive.Entries, entry => entry.FullName == "README.md");
            Assert.Contains(archive.Entries, entry => entry.FullName == "lib/net10.0/AgriCredit.Scoring.xml");
            Assert.Contains(archive.Entries, entry => entry.FullName == "analyzers/dotnet/cs/AgriCredit.Generators.dll");
        }

        string consumer = Directory.CreateDirectory(workshop.PathOf("consumer")).FullName;
        File.Copy(Source("Consumer.csproj.txt"), Path.Combine(consumer, "Consumer.csproj"));
        Readme readme = Readme.Of("src", "AgriCredit");
        Assert.InRange(readme.CSharp[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 5, 10);
        File.WriteAllText(Path.Combine(consumer, "Program.cs"), readme.Program);
        File.Copy(workshop.SaveModel(), Path.Combine(consumer, "model.json"));
        File.WriteAllText(Path.Combine(consumer, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{feed}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{workshop.PathOf("packages")}" /></config>
            </configuration>
            """);
        string said = Command.Succeed(consumer, "dotnet", "run", "-c", "Release", "-v", "quiet");

        CreditScore expected = new CreditScorer(Models.Loans()).Explain([36, 12.5, double.NaN]);
        string[] lines = said.TrimEnd().Split('\n');
        Assert.Equal(
            [$"{expected.Points} points, PD {expected.ProbabilityOfDefault}", .. expected.ReasonCodes.Select(reason => $"{reason.Code}: {reason.Text}"), "the same when typed: True"],
            lines[^(expected.ReasonCodes.Count + 2)..]);
    }

    [NativeFact]
    public void Library_CalledFromC_GivesTheSameBits_AndRefusesTheSame()
    {
        string program = CompileC();
        CreditModel model = Models.Loans();
        double[][] rows = Models.Rows();
        string input = string.Join('\n', rows.Select(row => string.Join(' ', row.Select(value => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : double.IsNaN(value) ? "nan" : "inf"))));

        Command run = Command.Run(workshop.Folder, input, program, workshop.SaveModel());

        Assert.True(run.ExitCode == 0, $"The C program ended with {run.ExitCode}: {run.Messages}");
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(model.Inputs.Select(name => $"input {name}"), lines[..3]);
        var scorer = new CreditScorer(model);
        string[] expected = [.. rows.Select(row => Expected(scorer, row))];
        Assert.Equal(expected, lines[3..]);
        Assert.InRange(expected.Count(line => line.StartsWith("refused", StringComparison.Ordinal)), 100, 1900);
    }

    [NativeFact]
    public void Library_CalledFromC_RefusesADamagedFile()
    {
        string damaged = workshop.PathOf("damaged.json");
        File.WriteAllText(damaged, File.ReadAllText(workshop.SaveModel()).Replace("0.35", "0.36", StringComparison.Ordinal));

        Command run = Command.Run(workshop.Folder, "", CompileC(), damaged);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("load 2 ", run.Output, StringComparison.Ordinal);
        Assert.Contains("SHA-256", run.Output, StringComparison.Ordinal);
    }

    [NativeFact]
    public void Console_CompiledAheadOfTime_ScoresTheGoldenVectors()
    {
        string folder = workshop.Publish("tests/AgriCredit.Aot");

        string said = Command.Succeed(workshop.Folder, Path.Combine(folder, "AgriCredit.Aot"), workshop.SaveModel());

        Assert.Contains($"{Models.Loans().GoldenVectors.Count} golden vectors, 0 different", said, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task Service_CompiledAheadOfTime_GivesTheSameBits_AndRefusesTheSame()
    {
        string project = Directory.CreateDirectory(Path.Combine(workshop.Sources, "tests", "Service")).FullName;
        File.Copy(Source("Service.csproj.txt"), Path.Combine(project, "Service.csproj"));
        File.WriteAllText(Path.Combine(project, "Program.cs"), Readme.Of("src", "AgriCredit.AspNetCore").Program);
        string folder = workshop.Publish("tests/Service");
        workshop.SaveModel();
        using Service service = await Service.StartAsync(workshop.Folder, Path.Combine(folder, "Service"));
        var scorer = new CreditScorer(Models.Loans());
        double[][] rows = Models.Rows();

        JsonElement[] answers = [.. (await PostAsync(service, "/score/batch", "application/x-ndjson", string.Join('\n', rows.Select(Json)))).TrimEnd('\n').Split('\n').Select(Parse)];

        Assert.Equal(rows.Select(row => Score(scorer, row)), answers.Select(Figures));

        double[] applicant = [36, 12.5, 45];
        CreditScore expected = scorer.Explain(applicant);
        Assert.NotEmpty(expected.ReasonCodes);
        JsonElement alone = Parse(await PostAsync(service, "/score?locale=zh-CN&characteristics=true", "application/json", Json(applicant)));
        Assert.Equal(Score(scorer, applicant), Figures(alone));
        Assert.Equal(expected.ReasonCodes.Select(reason => reason.TextIn("zh-CN")), alone.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("text").GetString()));
        foreach (string path in new[] { "/", "/model", "/openapi.json", "/health" })
        {
            Assert.NotEmpty(await service.Client.GetStringAsync(path));
        }

        string Json(double[] row) => "{" + string.Join(", ", scorer.Inputs.Zip(row, (input, value) => $"\"{input}\": {(double.IsNaN(value) ? "null" : double.IsInfinity(value) ? "1e999" : value.ToString("R", CultureInfo.InvariantCulture))}")) + "}";
        JsonElement Parse(string text) => JsonElement.Parse(text);
        (double, double)? Figures(JsonElement answer) => answer.TryGetProperty("pd", out JsonElement probability) ? (probability.GetDouble(), answer.GetProperty("points").GetDouble()) : null;
    }

    private static (double ProbabilityOfDefault, double Points)? Score(CreditScorer scorer, double[] row)
    {
        try
        {
            CreditScore score = scorer.Score(row);
            return (score.ProbabilityOfDefault.Value, score.Points.Value);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static async Task<string> PostAsync(Service service, string path, string type, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage response = await service.Client.PostAsync(path, content);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }

    private static string Expected(CreditScorer scorer, double[] row)
    {
        try
        {
            CreditScore score = scorer.Score(row);
            return $"score {Bits(score.ProbabilityOfDefault.Value)} {Bits(score.Points.Value)} {Bits(score.Logit)}";
        }
        catch (ArgumentException refusal)
        {
            return $"refused 3 {refusal.Message}";
        }

        static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string Source(string name) => Path.Combine(AppContext.BaseDirectory, "Consumer", name);

    private string CompileC()
    {
        string program = workshop.PathOf("score");
        if (!File.Exists(program))
        {
            Command.Succeed(
                workshop.Folder, NativeFactAttribute.Compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", $"-I{workshop.Library}", Source("score.c"),
                Path.Combine(workshop.Library, "libagricredit.so"), $"-Wl,-rpath,{workshop.Library}", "-o", program);
        }

        return program;
    }
}
