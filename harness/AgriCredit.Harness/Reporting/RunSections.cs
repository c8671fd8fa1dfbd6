using System.Globalization;
using System.Xml.Linq;
using AgriCredit.Harness.Results;
using static AgriCredit.Harness.Reporting.Html;

namespace AgriCredit.Harness.Reporting;

/// <summary>The sections about one run in a page.</summary>
internal static class RunSections
{
    /// <summary>Builds the sections.</summary>
    /// <param name="run">The run.</param>
    /// <param name="prefix">Of the ids, where several runs share a page.</param>
    /// <param name="level">Of the headings.</param>
    public static IEnumerable<XElement> Create(Run run, string prefix, int level)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunMetrics metrics = run.Metrics;
        string heading = $"h{level.ToString(CultureInfo.InvariantCulture)}";
        XElement Section(string title, params object?[] content) => Element("section", [Element(heading, title), .. content]);
        XElement Table(ReportTable table, string id) => HtmlTable.Create(table, prefix + id);

        yield return Tiles(metrics);
        yield return Section("Comparison", Table(ComparisonTable.Create(metrics), "comparison"));
        yield return Section("Coefficients", Table(CoefficientTable.Create(metrics), "coefficients"));
        yield return Section("Cost", Table(CostTables.Seconds(metrics), "seconds"), Table(CostTables.Traffic(metrics, int.MaxValue), "traffic"));
        if (metrics.Learnt.Count > 0)
            yield return Section("Disclosure", Table(CourseTables.Learnt(metrics), "learnt"));
        if (run.Rounds.Count > 0)
            yield return Section("Convergence", Table(CourseTables.Rounds(run.Rounds), "rounds"));
        yield return Section("Model card", Attribute("class", "card"), CardSection.Create(RunCard.Create(run), prefix, level + 1));
        yield return Section("Provenance", Facts(Provenance.Facts(run)));
        yield return Section("Scenario", Element("pre", run.Scenario.TrimEnd()));
    }

    /// <summary>The federated AUC between the two figures that give it meaning.</summary>
    private static XElement Tiles(RunMetrics run)
    {
        var summary = new RunSummary(run);
        IReadOnlyList<double> alone = summary.AloneAucs;
        XElement Tile(string name, string figure, string? note, bool main = false) =>
            Element("div", main ? Attribute("class", "main") : null, Element("dt", name), Element("dd", figure), note is null ? null : Element("dd", note));

        return Element("dl", Attribute("class", "tiles"),
            run.Test is null ? null : new[]
            {
                Tile(run.Joint is { } joint ? $"AUC, {joint.LabelHolder} alone" : "AUC alone, median", Figures.Metric(Figures.Median(alone)),
                    alone.Count > 1 ? $"{Figures.Metric(alone.Min())} to {Figures.Metric(alone.Max())}, {Figures.Counted(alone.Count, "party", "parties")}" : null),
                Tile("AUC federated", Figures.Metric(summary.FederatedAuc), $"{Figures.Count(run.Test.Rows)} test rows", main: true),
                Tile("AUC pooled", Figures.Metric(summary.PooledAuc), run.Joint is null ? "all rows in one place" : "joined rows in one place"),
            },
            Tile("Largest coefficient difference", Figures.Difference(run.Pooled?.MaxCoefficientDifference).Replace('-', '\u2212'), "federated to pooled"));
    }

    private static XElement Facts(IEnumerable<(string Name, string Value)> facts) =>
        Element("dl", Attribute("class", "facts"), facts.SelectMany(fact => new[] { Element("dt", fact.Name), Element("dd", fact.Value) }));
}
