using System.Globalization;
using System.Xml.Linq;
using static AgriCredit.Harness.Reporting.Html;

namespace AgriCredit.Harness.Reporting;

/// <summary>Sets a table as HTML: a caption, headers with scope, numbers from the right, dots on a common scale.</summary>
internal static class HtmlTable
{
    private const int DotWidth = 132, DotHeight = 16, DotMargin = 6;

    /// <summary>Sets a table with its notes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="id">Of the caption; unique in the page.</param>
    public static XElement Create(ReportTable table, string id)
    {
        ArgumentNullException.ThrowIfNull(table);
        Scale?[] scales = [.. table.Columns.Select((column, c) => column.Kind == ColumnKind.Dot ? Scale.Of(table, c) : null)];
        // A table wider than the screen scrolls in its own frame, which the keyboard must reach.
        return Element("figure",
            Element("div", Attribute("class", "scroll"), Attribute("role", "region"), Attribute("tabindex", "0"), Attribute("aria-labelledby", id),
                Element("table",
                    Element("caption", Attribute("id", id), table.Caption),
                    Element("thead", Header(table, scales)),
                    Bodies(table, scales))),
            table.Notes.Select(note => Element("p", Attribute("class", "note"), note)));
    }

    private static IEnumerable<XElement> Header(ReportTable table, Scale?[] scales)
    {
        bool grouped = table.Columns.Any(column => column.Group is not null);
        var top = new List<XElement>();
        for (int c = 0, span; c < table.Columns.Count; c += span)
        {
            ReportColumn column = table.Columns[c];
            for (span = 1; column.Group is not null && c + span < table.Columns.Count && table.Columns[c + span].Group == column.Group;)
                span++;
            top.Add(column.Group is null
                ? ColumnHeader(column, scales[c], grouped ? Attribute("rowspan", "2") : null)
                : Element("th", Attribute("scope", "colgroup"), Attribute("colspan", span.ToString(CultureInfo.InvariantCulture)), Attribute("class", "group"), Element("span", column.Group)));
        }

        yield return Element("tr", top);
        if (grouped)
            yield return Element("tr", Enumerable.Range(0, table.Columns.Count).Where(c => table.Columns[c].Group is not null).Select(c => ColumnHeader(table.Columns[c], scales[c])));
    }

    private static XElement ColumnHeader(ReportColumn column, Scale? scale, XAttribute? span = null) =>
        Element("th", Attribute("scope", "col"), Attribute("class", ClassOf(column.Kind)), span,
            scale is null ? column.Header : Element("span", Attribute("class", "ends"), Element("span", scale.LowText), Element("span", scale.HighText)));

    /// <summary>What is alike makes one body, and what it is measured against another, with a line between.</summary>
    private static IEnumerable<XElement> Bodies(ReportTable table, Scale?[] scales)
    {
        int alike = table.Rows.TakeWhile(row => row.Tone == RowTone.Plain).Count();
        foreach (var (first, end) in new[] { (0, alike), (alike, table.Rows.Count) })
        {
            if (first < end)
                yield return Element("tbody", Enumerable.Range(first, end - first).Select(r => Row(table, r, scales)));
        }
    }

    private static XElement Row(ReportTable table, int index, Scale?[] scales)
    {
        ReportRow row = table.Rows[index];
        return Element("tr",
            row.Tone == RowTone.Main ? Attribute("class", "main") : null,
            table.ContinuesRowBefore(index) ? null : FirstCell(table, index),
            row.Cells.Skip(1).Select((cell, c) => Element("td", Attribute("class", ClassOf(table.Columns[c + 1].Kind)), Content(cell, table.Columns[c + 1], scales[c + 1]))));
    }

    private static XElement FirstCell(ReportTable table, int index)
    {
        int rows = 1;
        while (index + rows < table.Rows.Count && table.ContinuesRowBefore(index + rows))
            rows++;
        return Element("th",
            Attribute("scope", rows > 1 ? "rowgroup" : "row"),
            rows > 1 ? Attribute("rowspan", rows.ToString(CultureInfo.InvariantCulture)) : null,
            Attribute("class", ClassOf(table.Columns[0].Kind)),
            Content(table.Rows[index].Cells[0], table.Columns[0], scale: null));
    }

    private static object? Content(ReportCell cell, ReportColumn column, Scale? scale) => cell switch
    {
        { Value: { } value } when scale is not null => Dot(scale, value),
        { Text: "" } => null,
        // A true minus sign is as wide as the digits; the console keeps the hyphen, which can be pasted as a number.
        _ => column.Kind == ColumnKind.Number ? cell.Text.Replace('-', '\u2212') : cell.Text,
    };

    /// <summary>A dot on a line; the upright line is the row the table is about. Hidden from screen readers: the number stands beside it.</summary>
    private static XElement Dot(Scale scale, double value)
    {
        string X(double number) => (DotMargin + scale.Place(number) * (DotWidth - 2 * DotMargin)).ToString("0.0", CultureInfo.InvariantCulture);
        const string middle = "8";
        return Element("svg", Attribute("width", $"{DotWidth}"), Attribute("height", $"{DotHeight}"), Attribute("viewBox", $"0 0 {DotWidth} {DotHeight}"), Attribute("aria-hidden", "true"),
            Element("line", Attribute("class", "axis"), Attribute("x1", "0"), Attribute("x2", $"{DotWidth}"), Attribute("y1", middle), Attribute("y2", middle)),
            scale.Main is { } main
                ? Element("line", Attribute("class", "mark"), Attribute("x1", X(main)), Attribute("x2", X(main)), Attribute("y1", "0"), Attribute("y2", $"{DotHeight}"))
                : null,
            Element("circle", Attribute("cx", X(value)), Attribute("cy", middle), Attribute("r", "4")));
    }

    private static string ClassOf(ColumnKind kind) => kind switch { ColumnKind.Number => "number", ColumnKind.Dot => "dot", _ => "text" };

    /// <summary>The scale of a column of dots: whole twentieths around its values.</summary>
    private sealed record Scale(double Low, double High, double? Main)
    {
        private const double Step = 0.05;

        public string LowText => Low.ToString("0.00", CultureInfo.InvariantCulture);

        public string HighText => High.ToString("0.00", CultureInfo.InvariantCulture);

        public static Scale? Of(ReportTable table, int column)
        {
            double[] values = [.. table.Rows.Select(row => row.Cells[column].Value).OfType<double>()];
            if (values.Length == 0)
                return null;
            double low = Math.Floor(values.Min() / Step) * Step, high = Math.Max(Math.Ceiling(values.Max() / Step) * Step, low + Step);
            return new Scale(low, high, table.Rows.FirstOrDefault(row => row.Tone == RowTone.Main)?.Cells[column].Value);
        }

        public double Place(double value) => (value - Low) / (High - Low);
    }
}
