using System.Globalization;
using System.Xml.Linq;
using static AgriCredit.Harness.Reporting.Html;

namespace AgriCredit.Harness.Reporting;

/// <summary>Sets a model card as elements of a page.</summary>
internal static class CardSection
{
    /// <summary>Sets the sections of a card, without its title.</summary>
    /// <param name="card">The card.</param>
    /// <param name="prefix">Of the ids, where several cards share a page.</param>
    /// <param name="level">Of the headings.</param>
    public static IEnumerable<XElement> Create(ModelCard card, string prefix, int level)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Sections.SelectMany(section => Section(section, prefix, level));
    }

    private static IEnumerable<XElement> Section(ModelCardSection section, string prefix, int level)
    {
        yield return Element($"h{level.ToString(CultureInfo.InvariantCulture)}", section.Heading);
        if (section.Text is { } text)
            yield return Element("p", text);
        if (section.Items.Count > 0)
            yield return Element("ul", section.Items.Select(item => Element("li", item)));
        if (section.Table is { } table)
            yield return HtmlTable.Create(Table(table), $"{prefix}card-{section.Heading.ToLowerInvariant()}");
    }

    private static ReportTable Table(ModelCardTable table) => new(
        table.Caption,
        [.. table.Columns.Select(column => new ReportColumn(column.Header, column.IsNumber ? ColumnKind.Number : ColumnKind.Text))],
        [.. table.Rows.Select(row => new ReportRow([.. row.Select(cell => (ReportCell)cell)]))]);
}
