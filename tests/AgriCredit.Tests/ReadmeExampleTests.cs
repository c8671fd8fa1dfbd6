using AgriCredit.Testing;

namespace AgriCredit.Tests;

public sealed class ReadmeExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-").FullName;

    [Fact]
    public void TheLibraryExplainsItselfInTenLines()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        string path = Path.Combine(_folder, "models", "smallholder.json");
        ModelFile.Save(TestModels.Smallholder(), path);
        using var console = new StringWriter();

        CreditScorer scorer = CreditScorer.Load(path);                   // checks digest and golden vectors
        double[] applicant = [12, 5.5, double.NaN];                      // in the order of scorer.Inputs; NaN: not known
        CreditScore score = scorer.Score(applicant);                     // pure, thread-safe, no I/O
        console.WriteLine($"{score.Points} points, PD {score.ProbabilityOfDefault}");

        Assert.Equal(["term_months", "plot_area_mu", "rain"], scorer.Inputs);
        Assert.StartsWith("528 points, PD 0.193", console.ToString(), StringComparison.Ordinal);
        Assert.Equal(score.ProbabilityOfDefault.Value, double.Parse(console.ToString().Split("PD ")[1]));
    }

    [Fact]
    public void TheReadmeShowsTheseLines()
    {
        string readme = File.ReadAllText(Path.Combine(TestData.Checkout, "README.md"));
        string example = readme.Split("```csharp")[1].Split("```")[0];
        string source = Plain(File.ReadAllText(Path.Combine(TestData.Checkout, "tests", "AgriCredit.Tests", $"{nameof(ReadmeExampleTests)}.cs")));
        string[] lines = [.. example.Split('\n').Select(Plain).Where(line => line.Length > 0)];

        Assert.True(lines.Length is >= 3 and <= 10, $"{lines.Length} lines");
        Assert.All(lines, line => Assert.Contains(line, source, StringComparison.Ordinal));

        static string Plain(string code) => string.Concat(code.Split('\n').Select(line => line.Split("//")[0]))
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace("\"models/smallholder.json\"", "path", StringComparison.Ordinal)
            .Replace("Console.", "console.", StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
