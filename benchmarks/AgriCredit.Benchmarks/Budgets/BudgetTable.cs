using System.Globalization;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>The budgets as a table of text.</summary>
internal static class BudgetTable
{
    private const string Nothing = "-";

    /// <summary>Writes the rows under their headings, columns aligned.</summary>
    public static void Write(IReadOnlyList<BudgetRow> rows, TextWriter results)
    {
        string[][] cells = [["name", "figure", "unit", "limit", "ratio", "target", "holds"], .. rows.Select(Cells)];
        int[] widths = [.. cells[0].Select((_, column) => cells.Max(row => row[column].Length))];
        foreach (string[] row in cells)
        {
            results.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string[] Cells(BudgetRow row) =>
        [row.Name, Number(row.Figure), row.Unit, Number(row.Limit), Number(row.Ratio), row.Target, row.Holds ? "yes" : "NO"];

    private static string Number(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? Nothing;
}
