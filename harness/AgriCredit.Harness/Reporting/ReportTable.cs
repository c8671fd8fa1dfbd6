#pragma warning disable MA0048 // A table and its parts are read together.
namespace AgriCredit.Harness.Reporting;

/// <summary>A table as the reader sees it: made once from a run's figures, shown on the console and in the page.</summary>
/// <param name="Caption">What the rows are, as a phrase.</param>
/// <param name="Columns">The columns; the first names the row.</param>
/// <param name="Rows">The rows, each with a cell a column.</param>
internal sealed record ReportTable(string Caption, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows)
{
    /// <summary>Whether rows after one another with the same first cell belong together, so that it is shown once.</summary>
    public bool MergesFirstCells { get; init; }

    /// <summary>Sentences below the table.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether a row's first cell is that of the row before, and shown there.</summary>
    public bool ContinuesRowBefore(int row) => MergesFirstCells && row > 0 && Rows[row].Cells[0] == Rows[row - 1].Cells[0];
}

/// <summary>One column.</summary>
/// <param name="Header">Its name; short, since numbers are.</param>
/// <param name="Kind">How its cells are set.</param>
internal sealed record ReportColumn(string Header, ColumnKind Kind = ColumnKind.Number)
{
    /// <summary>What this column and its neighbours of the same group have in common; null when it stands alone.</summary>
    public string? Group { get; init; }

    /// <summary>Left out where there are only 80 to 100 characters.</summary>
    public bool PageOnly { get; init; }
}

/// <summary>How the cells of a column are set.</summary>
internal enum ColumnKind
{
    /// <summary>Text, from the left.</summary>
    Text,

    /// <summary>A number, from the right, digits of equal width.</summary>
    Number,

    /// <summary>A dot on a scale common to the column; only in the page.</summary>
    Dot,
}

/// <summary>One row.</summary>
internal sealed record ReportRow(IReadOnlyList<ReportCell> Cells, RowTone Tone = RowTone.Plain);

/// <summary>How much a row stands out.</summary>
internal enum RowTone
{
    /// <summary>One of several alike.</summary>
    Plain,

    /// <summary>The row the table is about.</summary>
    Main,

    /// <summary>A row below a line: a reference, a total.</summary>
    Foot,
}

/// <summary>One cell: its text, and in a column of dots its place on the scale.</summary>
internal readonly record struct ReportCell(string Text, double? Value = null)
{
    /// <summary>A figure that does not exist here.</summary>
    public static ReportCell None => new(Figures.None);

    public static implicit operator ReportCell(string text) => new(text);
}
