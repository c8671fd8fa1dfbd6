using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Harness.Tests.Results;
using AgriCredit.Harness.Tests.Simulation;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Reporting;

/// <summary>The model card in a run's folder and in its report: one content, and the figures of <c>metrics.json</c>.</summary>
public sealed class ModelCardOfARunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_Horizontal_CardAndReportAgreeWithTheMetrics()
    {
        Assert.Equal(ExitCode.Done, (await CliRun.RunAsync("simulate", "farm-loans", "--out", Out)).ExitCode);
        AssertCardAndReportAgreeWithTheMetrics();
    }

    [Fact]
    public async Task Simulate_Vertical_CardAndReportAgreeWithTheMetrics()
    {
        Assert.Equal(ExitCode.Done, (await CliRun.RunAsync("simulate", _folder.Write("scenario.json", VerticalScenarios.Create()), "--out", Out)).ExitCode);
        AssertCardAndReportAgreeWithTheMetrics();
    }

    [Fact]
    public void CardOfARunThatFellShort_SaysSo()
    {
        string card = RunCard.Create(ExampleRuns.AsRun(ExampleRuns.NothingComputed)).ToMarkdown();
        Assert.Contains("- The optimizer had not converged after 8 rounds.\n", card, StringComparison.Ordinal);
        Assert.Contains("- Rows of 2 are not in the coefficients: left on the way.\n", card, StringComparison.Ordinal);
        Assert.Contains("- No standard errors", card, StringComparison.Ordinal);
        Assert.Contains("- Not tested on rows that it was not fitted on.\n", card, StringComparison.Ordinal);
    }

    private void AssertCardAndReportAgreeWithTheMetrics()
    {
        string[] card = File.ReadAllLines(Path.Combine(Out, "model-card.md"));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Out, "metrics.json")));
        JsonElement metrics = document.RootElement;

        Dictionary<string, string[]> rows = card.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(Cells).DistinctBy(cells => cells[0]).ToDictionary(cells => cells[0]);
        foreach ((string name, string key) in new[] { ("AUC", "auc"), ("KS", "ks"), ("Gini", "gini"), ("Brier score", "brier"), ("Log-loss", "logLoss") })
        {
            AssertFigure(metrics.At("test", key), rows[$"{name}, test rows"][1]);
            AssertFigure(metrics.At("pooled", "test", key), rows[$"{name}, test rows, pooled fit"][1]);
        }

        AssertFigure(metrics.At("train", "logLikelihood"), rows["Log-likelihood, training rows"][1]);
        AssertFigure(metrics.At("pooled", "maxCoefficientDifference"), rows["Largest difference to a pooled coefficient"][1]);
        AssertFigure(metrics.At("model", "intercept"), rows["(intercept)"][^2]);
        foreach (JsonProperty coefficient in metrics.At("model", "coefficients").EnumerateObject())
        {
            AssertFigure(coefficient.Value, rows[coefficient.Name][^2]);
            AssertFigure(metrics.At("model", "standardErrors", coefficient.Name), rows[coefficient.Name][^1]);
        }

        string text = string.Join('\n', card);
        string[] learnt = [.. metrics.At("learnt").EnumerateArray().Select(item => $"{item.At("who").GetString()}={item.At("what").GetString()}")];
        Assert.Equal(learnt, card.SkipWhile(line => line != "| who | what |").Skip(2).Select(Cells).Select(cells => $"{cells[0]}={cells[1]}"));
        foreach (JsonElement party in metrics.At("parties").EnumerateArray())
        {
            Assert.Contains($"{party.At("id").GetString()} with {party.At("rows").GetInt64().ToString("N0", CultureInfo.InvariantCulture)}", text, StringComparison.Ordinal);
            if (party.At("local").TryGetProperty("test", out JsonElement alone))
                AssertFigure(alone.At("auc"), rows[$"AUC, test rows, {party.At("id").GetString()} alone"][1]);
        }

        Assert.Contains($"{metrics.At("rounds").GetInt32()} rounds, aggregation {metrics.At("aggregation", "mode").GetString()}.", text, StringComparison.Ordinal);
        Assert.Equal(Words(card), Words(Section()));
    }

    private static void AssertFigure(JsonElement figure, string cell) => Assert.Equal(figure.GetDouble().ToString("G6", CultureInfo.InvariantCulture), cell);

    /// <summary>The section of the report, as lines of Markdown that nothing had to be escaped in.</summary>
    private IEnumerable<string> Section()
    {
        string page = File.ReadAllText(Path.Combine(Out, "report.html"));
        XElement section = XElement.Parse(page[page.IndexOf("<html", StringComparison.Ordinal)..]).Descendants("section").Single(part => part.Element("h2")?.Value == "Model card");
        foreach (XElement part in section.Elements())
        {
            switch (part.Name.LocalName)
            {
                case "figure":
                    yield return part.Descendants("caption").Single().Value;
                    foreach (XElement row in part.Descendants("tr"))
                        yield return string.Join(" | ", row.Elements().Select(cell => cell.Value));
                    break;
                case "ul":
                    foreach (XElement item in part.Elements())
                        yield return item.Value;
                    break;
                default:
                    yield return part.Value;
                    break;
            }
        }
    }

    /// <summary>What a reader reads, line by line: without the marks of Markdown, a hyphen for the page's minus signs, and without the title, which the page has of its own.</summary>
    private static string[] Words(IEnumerable<string> lines) =>
    [
        .. lines.Where(line => !line.StartsWith("|--", StringComparison.Ordinal) && !line.Contains("Model card", StringComparison.Ordinal))
            .Select(line => Unescape(line).TrimStart('#', '-', ' ', '|').TrimEnd(' ', '|').Replace('\u2212', '-').Replace(" |  | ", " | | ", StringComparison.Ordinal))
            .Where(line => line.Length > 0),
    ];

    private static string[] Cells(string line) => [.. Unescape(line).Split('|')[1..^1].Select(cell => cell.Trim())];

    private static string Unescape(string line) => line.Replace("\\", "", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
}
