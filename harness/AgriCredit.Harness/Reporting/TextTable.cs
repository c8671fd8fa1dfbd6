using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AgriCredit.Harness.Reporting;

/// <summary>Sets a table in characters: numbers from the right, two spaces between columns, a line under each group of columns.</summary>
/// <remarks>Spectre's own table shrinks numbers and drops columns when it runs out of room, and has no groups. Here numbers are never cut: text wraps.</remarks>
internal sealed class TextTable : Renderable
{
    private const int Gap = 2, NarrowestText = 12;

    private readonly ReportTable _table;
    private readonly int[] _shown;
    private readonly int _maxWidth;

    /// <summary>Sets a table, without its caption and notes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="maxWidth">Cells to stay within, as far as numbers allow.</param>
    public TextTable(ReportTable table, int maxWidth)
    {
        ArgumentNullException.ThrowIfNull(table);
        _maxWidth = maxWidth;
        _table = table;
        _shown = [.. Enumerable.Range(0, table.Columns.Count).Where(i => !table.Columns[i].PageOnly && table.Columns[i].Kind != ColumnKind.Dot)];
    }

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        ArgumentNullException.ThrowIfNull(options);
        char line = options.Unicode ? '─' : '-';
        string Plain(string text) => options.Unicode ? text : text.Replace(Figures.None, "-", StringComparison.Ordinal).Replace('…', '~');

        int[] widths = Widths(Math.Min(maxWidth, _maxWidth));
        string rule = new(line, widths.Sum() + Gap * (widths.Length - 1));
        var segments = new List<Segment>();
        void Line(string text, Style style)
        {
            segments.Add(new Segment(text.TrimEnd(), style));
            segments.Add(Segment.LineBreak);
        }

        var dim = new Style(decoration: Decoration.Dim);
        if (_shown.Any(i => _table.Columns[i].Group is not null))
        {
            Line(GroupLine(widths, text => text, centred: true), Style.Plain);
            Line(GroupLine(widths, text => text.Length == 0 ? "" : null, centred: false, line), dim);
        }

        foreach (string text in RowLines([.. _shown.Select(i => _table.Columns[i].Header)], widths))
            Line(text, Style.Plain);
        Line(rule, dim);
        RowTone before = RowTone.Main;
        for (int r = 0; r < _table.Rows.Count; r++)
        {
            ReportRow row = _table.Rows[r];
            if (before == RowTone.Plain && row.Tone != RowTone.Plain)
                Line(rule, dim);
            before = row.Tone;
            foreach (string text in RowLines([.. _shown.Select(i => i == 0 && _table.ContinuesRowBefore(r) ? "" : Plain(row.Cells[i].Text))], widths))
                Line(text, row.Tone == RowTone.Main ? new Style(decoration: Decoration.Bold) : Style.Plain);
        }

        return segments;
    }

    /// <summary>As wide as the widest cell; a group's last column gives room for its name; text columns share what is left.</summary>
    private int[] Widths(int maxWidth)
    {
        int[] widths = [.. _shown.Select(i => _table.Rows.Select(row => row.Cells[i].Text).Append(_table.Columns[i].Header).Max(CellText.Width))];
        foreach (var (first, last, name) in Groups())
            widths[last] += Math.Max(0, CellText.Width(name) - Span(widths, first, last));
        for (int excess; (excess = widths.Sum() + Gap * (widths.Length - 1) - maxWidth) > 0;)
        {
            int widest = Enumerable.Range(0, widths.Length).Where(c => Kind(c) == ColumnKind.Text).MaxBy(c => widths[c]);
            int narrowed = Math.Max(NarrowestText, widths[widest] - excess);
            if (Kind(widest) != ColumnKind.Text || narrowed >= widths[widest])
                break;
            widths[widest] = narrowed;
        }

        return widths;
    }

    private ColumnKind Kind(int column) => _table.Columns[_shown[column]].Kind;

    private static int Span(int[] widths, int first, int last) => widths[first..(last + 1)].Sum() + Gap * (last - first);

    private IEnumerable<(int First, int Last, string Name)> Groups()
    {
        for (int first = 0, last; first < _shown.Length; first = last + 1)
        {
            string? name = _table.Columns[_shown[first]].Group;
            for (last = first; name is not null && last + 1 < _shown.Length && _table.Columns[_shown[last + 1]].Group == name;)
                last++;
            yield return (first, last, name ?? "");
        }
    }

    /// <summary>A line with a cell a group: its name, or where that is null a line of the group's width.</summary>
    private string GroupLine(int[] widths, Func<string, string?> text, bool centred, char fill = ' ')
    {
        var cells = Groups().Select(group =>
        {
            int span = Span(widths, group.First, group.Last);
            string cell = text(group.Name) ?? new string(fill, span);
            return CellText.Pad(centred ? new string(' ', (span - CellText.Width(cell)) / 2) + cell : cell, span, right: false);
        });
        return string.Join(new string(' ', Gap), cells);
    }

    private IEnumerable<string> RowLines(string[] cells, int[] widths)
    {
        string[][] lines = [.. cells.Select((cell, c) => CellText.Wrap(cell, widths[c]))];
        for (int i = 0; i < lines.Max(cell => cell.Length); i++)
        {
            var text = new StringBuilder();
            for (int c = 0; c < cells.Length; c++)
                text.Append(CellText.Pad(i < lines[c].Length ? lines[c][i] : "", widths[c], right: Kind(c) == ColumnKind.Number)).Append(' ', Gap);
            yield return text.ToString();
        }
    }
}
