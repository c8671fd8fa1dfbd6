using System.Globalization;
using System.Text;

namespace AgriCredit.Harness.Results;

/// <summary>The text of <c>rounds.csv</c>: one line a training round, numbers as the shortest text that reads back to the same double.</summary>
internal static class RoundsCsv
{
    /// <summary>The first line.</summary>
    public const string Header = "round,parties,objective,maxStep,seconds,bytes";

    /// <summary>The file's text, each line ending in a line feed.</summary>
    public static string ToText(IEnumerable<RoundRecord> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        var text = new StringBuilder(Header).Append('\n');
        foreach (RoundRecord round in rounds)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{round.Round},{round.Parties},{round.Objective},{round.MaxStep},{round.Seconds},{round.Bytes}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="FormatException">The header or a line is not as <see cref="ToText"/> writes it (the message gives the line's number).</exception>
    public static IReadOnlyList<RoundRecord> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines[0] != Header)
            throw new FormatException($"Line 1 is not '{Header}'.");
        var rounds = new RoundRecord[lines.Length - 1];
        for (int i = 0; i < rounds.Length; i++)
            rounds[i] = ParseLine(lines[i + 1], i + 2);
        return rounds;
    }

    private static double? ParseOptional(string cell) => cell.Length == 0 ? null : double.Parse(cell, CultureInfo.InvariantCulture);

    private static RoundRecord ParseLine(string line, int number)
    {
        string[] cells = line.Split(',');
        try
        {
            if (cells.Length == 6)
            {
                return new RoundRecord(
                    int.Parse(cells[0], CultureInfo.InvariantCulture), int.Parse(cells[1], CultureInfo.InvariantCulture),
                    ParseOptional(cells[2]), ParseOptional(cells[3]),
                    double.Parse(cells[4], CultureInfo.InvariantCulture), long.Parse(cells[5], CultureInfo.InvariantCulture));
            }
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw new FormatException($"Line {number} has a cell that is not a number.", fault);
        }

        throw new FormatException($"Line {number} has {cells.Length} cells instead of 6.");
    }
}
