using AgriCredit.Harness.Results;
using Spectre.Console;

namespace AgriCredit.Harness.Reporting;

/// <summary>A run's tables on the console, within 80 columns where names allow, never beyond 100.</summary>
internal static class ConsoleReport
{
    /// <summary>Lines longer than this are hard to read, however wide the terminal.</summary>
    private const int WidestText = 100;

    /// <summary>Parties above which the traffic of three stands for all.</summary>
    private const int TrafficRows = 8;

    private static readonly Style Bold = new(decoration: Decoration.Bold), Dim = new(decoration: Decoration.Dim);

    /// <summary>Writes the summary and the tables.</summary>
    public static void Write(IAnsiConsole console, RunMetrics run)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(run);
        var summary = new RunSummary(run);
        Paragraph(console, run.Scenario, Bold);
        Paragraph(console, summary.Scope, Style.Plain);
        if (summary.Worth is { } worth)
            Paragraph(console, worth, Style.Plain);
        Paragraph(console, summary.Course, Style.Plain);

        WriteTables(console, [ComparisonTable.Create(run), CoefficientTable.Create(run), CostTables.Seconds(run), CostTables.Traffic(run, TrafficRows), CourseTables.Learnt(run)]);
    }

    /// <summary>Writes those of the tables that have rows.</summary>
    public static void WriteTables(IAnsiConsole console, IReadOnlyList<ReportTable> tables)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(tables);
        foreach (ReportTable table in tables.Where(table => table.Rows.Count > 0))
        {
            console.WriteLine();
            Paragraph(console, table.Caption, Bold);
            console.WriteLine();
            console.Write(new TextTable(table, Width(console)));
            if (table.Notes.Count > 0)
                console.WriteLine();
            foreach (string note in table.Notes)
                Paragraph(console, note, Dim);
        }
    }

    private static int Width(IAnsiConsole console) => Math.Min(console.Profile.Width, WidestText);

    private static void Paragraph(IAnsiConsole console, string text, Style style)
    {
        foreach (string line in CellText.Wrap(text, Width(console)))
            console.WriteLine(line, style);
    }
}
