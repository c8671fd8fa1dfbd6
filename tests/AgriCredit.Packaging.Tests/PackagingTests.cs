using System.Globalization;
using System.IO.Compression;
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
        File.Copy(Source("Program.cs"), Path.Combine(consumer, "Program.cs"));
        File.WriteAllText(Path.Combine(consumer, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{feed}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{workshop.PathOf("packages")}" /></config>
            </configuration>
            """);
        string said = Command.Succeed(consumer, "dotnet", "run", "-c", "Release", "-v", "quiet", "--", workshop.SaveModel());

        CreditScore expected = new CreditScorer(Models.Loans()).Explain([36, 12.5, double.NaN]);
        string[] lines = said.TrimEnd().Split('\n');
        Assert.Equal(
            [$"{expected.Points} points, PD {expected.ProbabilityOfDefault}", .. expected.ReasonCodes.Select(reason => $"{reason.Code}: {reason.Text}"), "the same when typed: True"],
            lines[^(expected.ReasonCodes.Count + 2)..]);
    }

    [Fact]
    public void Readme_ShowsWhatTheConsumerRuns()
    {
        string readme = File.ReadAllText(Path.Combine(TestData.Checkout, "src", "AgriCredit", "README.md"));
        string[] lines = [.. readme.Split("```csharp")[1].Split("```")[0].Split('\n').Where(line => line.Length > 0)];

        Assert.InRange(lines.Length, 5, 10);
        string consumer = File.ReadAllText(Source("Program.cs")).Replace("args[0]", "\"model.json\"", StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Contains(line, consumer, StringComparison.Ordinal));
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
