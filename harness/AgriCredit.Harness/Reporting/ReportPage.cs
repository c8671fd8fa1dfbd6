using System.Xml.Linq;
using AgriCredit.Harness.Results;
using static AgriCredit.Harness.Reporting.Html;

namespace AgriCredit.Harness.Reporting;

/// <summary>The page of one run, or of several side by side: one file that asks for nothing and runs no script.</summary>
internal static class ReportPage
{
    /// <summary>The page's text for one run.</summary>
    public static string Render(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var summary = new RunSummary(run.Metrics);
        return Page(run.Metrics.Scenario,
            Element("header",
                Element("p", Attribute("class", "kicker"), "AgriCredit run"),
                Element("h1", run.Metrics.Scenario),
                Lede(summary)),
            RunSections.Create(run, prefix: "", level: 2));
    }

    /// <summary>The page's text for several runs.</summary>
    /// <param name="runs">The runs, each with the name it has in the tables; at least two.</param>
    public static string Render(IReadOnlyList<(string Name, Run Run)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
            throw new ArgumentException($"{runs.Count} runs cannot stand side by side.", nameof(runs));
        string title = $"{runs.Count} runs side by side";
        IReadOnlyList<(string Name, RunMetrics Metrics)> metrics = [.. runs.Select(run => (run.Name, run.Run.Metrics))];
        return Page(title,
            Element("header",
                Element("p", Attribute("class", "kicker"), "AgriCredit runs"),
                Element("h1", title),
                Element("nav", Attribute("aria-label", "Runs"),
                    Element("ul", runs.Select((run, i) => Element("li", Element("a", Attribute("href", $"#{Anchor(i)}"), run.Name)))))),
            Element("section",
                Element("h2", "Comparison"),
                HtmlTable.Create(SideBySideTables.Results(metrics), "results"),
                HtmlTable.Create(SideBySideTables.Costs(metrics), "costs")),
            Element("section",
                Element("h2", "Coefficients"),
                HtmlTable.Create(SideBySideTables.Coefficients(metrics), "coefficients")),
            runs.Select((run, i) => Element("article", Attribute("class", "run"), Attribute("id", Anchor(i)),
                Element("h2", run.Name),
                Lede(new RunSummary(run.Run.Metrics)),
                RunSections.Create(run.Run, $"{Anchor(i)}-", level: 3))));
    }

    private static string Anchor(int index) => $"run-{index + 1}";

    private static IEnumerable<XElement> Lede(RunSummary summary) => [Element("p", summary.Scope), Element("p", summary.Course)];

    private static string Page(string title, params object?[] content) => ToText(
        Element("html", Attribute("lang", "en"),
            Element("head",
                Element("meta", Attribute("charset", "utf-8")),
                Element("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")),
                // Makes the promise above one that the browser keeps.
                Element("meta", Attribute("http-equiv", "Content-Security-Policy"), Attribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                Element("title", $"AgriCredit: {title}"),
                Element("style", ReportStyle.Css)),
            Element("body", Element("main", content))));
}
