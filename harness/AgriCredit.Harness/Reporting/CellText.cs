using System.Text;
using Spectre.Console.Rendering;

namespace AgriCredit.Harness.Reporting;

/// <summary>Text measured in character cells of a terminal, where a Chinese character takes two.</summary>
internal static class CellText
{
    /// <summary>The text without control characters: a party's name must not move the cursor.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    /// <summary>Cells the printable text takes.</summary>
    public static int Width(string text) => new Segment(Printable(text)).CellCount();

    /// <summary>Fills up with spaces.</summary>
    public static string Pad(string text, int width, bool right)
    {
        string spaces = new(' ', Math.Max(0, width - Width(text)));
        return right ? spaces + Printable(text) : Printable(text) + spaces;
    }

    /// <summary>Breaks at spaces, and within a word that is wider than a line.</summary>
    public static string[] Wrap(string text, int width)
    {
        text = Printable(text);
        if (Width(text) <= width)
            return [text];
        var lines = new List<string>();
        var line = new StringBuilder();
        int used = 0;
        void Break()
        {
            lines.Add(line.ToString());
            line.Clear();
            used = 0;
        }

        foreach (string word in text.Split(' '))
        {
            if (used > 0 && used + 1 + Width(word) > width)
                Break();
            if (used > 0)
            {
                line.Append(' ');
                used++;
            }

            foreach (Rune rune in word.EnumerateRunes())
            {
                int cells = Width(rune.ToString());
                if (used > 0 && used + cells > width)
                    Break();
                line.Append(rune.ToString());
                used += cells;
            }
        }

        Break();
        return [.. lines];
    }
}
