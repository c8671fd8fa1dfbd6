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
        using var console = new StringWriter { NewLine = "\n" };

        CreditScorer scorer = CreditScorer.Load(path);                   // checks digest and golden vectors
        Applicant applicant = scorer.NewApplicant()
            .Set("term_months", 12, "month").Set("plot_area_mu", 5.5).Build();  // rain is not known: the model's policy decides
        CreditScore score = scorer.Score(applicant);                     // pure, thread-safe, no I/O
        console.WriteLine($"{score.Points} points, PD {score.ProbabilityOfDefault}");
        foreach (ReasonCode reason in score.ReasonCodes)                 // most costly first
            console.WriteLine($"{reason.Code}: {reason.Text}");
        double pd = scorer.Score([12, 5.5, double.NaN]).ProbabilityOfDefault.Value;  // in the order of scorer.Inputs, allocates nothing

        Assert.Equal(["term_months", "plot_area_mu", "rain"], scorer.Inputs);
        Assert.StartsWith("528 points, PD 0.193", console.ToString(), StringComparison.Ordinal);
        Assert.Equal(score.ProbabilityOfDefault.Value, double.Parse(console.ToString().Split("PD ")[1].Split('\n')[0]));
        Assert.EndsWith("term_months: term_months is too low\nrain: rain is not provided\n", console.ToString(), StringComparison.Ordinal);
        Assert.Equal(score.ProbabilityOfDefault.Value, pd);
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
