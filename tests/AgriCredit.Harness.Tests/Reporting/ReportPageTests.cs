using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Tests.Results;

namespace AgriCredit.Harness.Tests.Reporting;

public sealed partial class ReportPageTests
{
    private const string Hostile = "<script>alert('\"&amp;\u0001\uD800')</script>";

    private static XElement Parse(string page)
    {
        const string documentType = "<!DOCTYPE html>\n";
        Assert.StartsWith(documentType, page, StringComparison.Ordinal);
        return XElement.Parse(page[documentType.Length..]);
    }

    public static TheoryData<string> Pages => ["four", "twenty", "small", "no test", "several"];

    private static string Page(string name) => name switch
    {
        "four" => ReportPage.Render(ExampleRuns.AsRun(ExampleRuns.FourBlocks)),
        "twenty" => ReportPage.Render(ExampleRuns.AsRun(ExampleRuns.TwentyBanks)),
        "small" => ReportPage.Render(ExampleRuns.AsRun(ExampleRuns.Small)),
        "no test" => ReportPage.Render(ExampleRuns.AsRun(ExampleRuns.NothingComputed)),
        _ => ReportPage.Render([("a", ExampleRuns.AsRun(ExampleRuns.FourBlocks)), ("b", ExampleRuns.AsRun(ExampleRuns.Small))]),
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void Render_AnyRun_IsWellFormedAndAccessible(string name)
    {
        XElement page = Parse(Page(name));
        Assert.Equal("en", page.Attribute("lang")?.Value);
        Assert.False(string.IsNullOrWhiteSpace(page.Element("head")?.Element("title")?.Value));
        Assert.Single(page.Descendants("h1"));
        Assert.NotEmpty(page.Descendants("table"));
        Assert.All(page.Descendants("table"), table => Assert.False(string.IsNullOrWhiteSpace(table.Element("caption")?.Value)));
        Assert.All(page.Descendants("th"), header => Assert.Contains(header.Attribute("scope")?.Value, new[] { "col", "row", "colgroup", "rowgroup" }));
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants().Attributes("aria-labelledby"), reference => Assert.Contains(reference.Value, ids));
        Assert.All(page.Descendants("a").Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
    }

    /// <summary>A row that has too few cells would shift its numbers under another header.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Render_AnyRun_GivesEachRowACellAColumn(string name)
    {
        foreach (XElement table in Parse(Page(name)).Descendants("table"))
        {
            int columns = table.Element("thead")!.Elements("tr").First().Elements("th").Sum(header => (int?)header.Attribute("colspan") ?? 1);
            int spanned = 0;
            foreach (XElement row in table.Elements("tbody").Elements("tr"))
            {
                Assert.Equal(columns, row.Elements().Count() + (spanned > 0 ? 1 : 0));
                spanned = spanned > 0 ? spanned - 1 : ((int?)row.Element("th")?.Attribute("rowspan") ?? 1) - 1;
            }

            Assert.Equal(0, spanned);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Render_AnyRun_AsksForNothingAndRunsNoScript(string name)
    {
        string text = Page(name);
        XElement page = Parse(text);
        Assert.Empty(page.Descendants("script").Concat(page.Descendants("link")).Concat(page.Descendants("img")).Concat(page.Descendants("iframe")));
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "src");
        Assert.DoesNotMatch(Request(), text);
        // HTML takes a style element's text as it is, XML decodes it: both must read the same.
        Assert.DoesNotContain('&', StyleText().Match(text).Value);
    }

    [Fact]
    public void Render_HostileNames_StayText()
    {
        RunMetrics run = ExampleRuns.Small with
        {
            Scenario = Hostile,
            Model = ExampleRuns.Small.Model with { Coefficients = FeatureMap.Create([Hostile], [1]), StandardErrors = FeatureMap.Create([Hostile], [1]) },
            Parties = [ExampleRuns.Small.Parties[1] with { Id = Hostile, Local = LocalFit.Impossible(Hostile) }],
            Learnt = [new LearntItem(Hostile, Hostile)],
        };
        string one = ReportPage.Render(ExampleRuns.AsRun(run, Hostile)), several = ReportPage.Render([(Hostile, ExampleRuns.AsRun(run, Hostile)), (Hostile, ExampleRuns.AsRun(run, Hostile))]);
        foreach (string text in new[] { one, several })
        {
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
            XElement page = Parse(text);
            const string shown = "<script>alert('\"&amp;\uFFFD\uFFFD')</script>";
            Assert.Equal("AgriCredit: ", page.Descendants("title").Single().Value.Replace(shown, "", StringComparison.Ordinal).Replace("2 runs side by side", "", StringComparison.Ordinal));
            Assert.Contains(page.Descendants("th"), header => header.Value == shown);
            Assert.Contains(page.Descendants("td"), cell => cell.Value == shown);
            Assert.Contains(page.Descendants("pre"), scenario => scenario.Value == shown);
        }
    }

    [Fact]
    public void Render_OneRun_ShowsTheFederatedFigureBetweenAloneAndPooled()
    {
        XElement page = Parse(Page("four"));
        string[] tiles = [.. page.Descendants("dl").First(list => list.Attribute("class")?.Value == "tiles").Elements("div").Select(tile => $"{tile.Element("dt")!.Value}={tile.Element("dd")!.Value}")];
        Assert.Equal(["AUC alone, median=0.6475", "AUC federated=0.7468", "AUC pooled=0.7468", "Largest coefficient difference=1.2e\u221210"], tiles);
    }

    [Fact]
    public void Render_ManyRounds_ShowsBothEnds()
    {
        RoundRecord[] rounds = [.. Enumerable.Range(1, 100).Select(i => new RoundRecord(i, 4, 0.5, 1.0 / i, 0.01, 100))];
        XElement page = Parse(ReportPage.Render(ExampleRuns.AsRun(ExampleRuns.FourBlocks) with { Rounds = rounds }));
        XElement table = page.Descendants("table").Single(candidate => candidate.Element("caption")!.Attribute("id")!.Value == "rounds");
        string[] numbers = [.. table.Element("tbody")!.Elements("tr").Select(row => row.Element("th")!.Value)];
        Assert.Equal([.. Enumerable.Range(1, 12).Select(i => $"{i}"), "…", .. Enumerable.Range(89, 12).Select(i => $"{i}")], numbers);
    }

    [Fact]
    public void Render_SameRun_GivesTheSameBytes() => Assert.Equal(Page("four"), Page("four"));

    [GeneratedRegex("https?://|url\\(|@import|//[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    [GeneratedRegex("<style>.*</style>", RegexOptions.Singleline)]
    private static partial Regex StyleText();
}
