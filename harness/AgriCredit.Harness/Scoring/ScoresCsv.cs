using System.Buffers;
using System.Globalization;

namespace AgriCredit.Harness.Scoring;

/// <summary>Writes scores as CSV: <c>row</c>, the id column if there is one, <c>pd</c>, <c>points</c>, <c>reasons</c>.</summary>
internal sealed class ScoresCsv
{
    private static readonly SearchValues<char> Quoting = SearchValues.Create(",\"\r\n");

    private readonly TextWriter _writer;
    private readonly bool _hasIds;

    /// <summary>Writes the header.</summary>
    /// <param name="writer">Receives the text; lines end in a line feed on every system.</param>
    /// <param name="idColumn">The id column's name; null when the applicants have none.</param>
    public ScoresCsv(TextWriter writer, string? idColumn)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _hasIds = idColumn is not null;
        writer.Write("row,");
        if (_hasIds)
        {
            WriteText(idColumn!);
            writer.Write(',');
        }

        writer.Write("pd,points,reasons\n");
    }

    /// <summary>Writes one applicant.</summary>
    /// <param name="row">Number of the row, from 0.</param>
    /// <param name="id">The id; left out when the header has none.</param>
    /// <param name="score">The score. Its PD is written as the shortest text that reads back to the same double.</param>
    /// <param name="reasons">The reasons, most costly first; their codes are joined by semicolons.</param>
    public void Write(long row, string id, CreditScore score, ReadOnlySpan<ReasonCode> reasons)
    {
        Span<char> number = stackalloc char[32];
        row.TryFormat(number, out int length, provider: CultureInfo.InvariantCulture);
        _writer.Write(number[..length]);
        _writer.Write(',');
        if (_hasIds)
        {
            WriteText(id);
            _writer.Write(',');
        }

        score.ProbabilityOfDefault.Value.TryFormat(number, out length, "R", CultureInfo.InvariantCulture);
        _writer.Write(number[..length]);
        _writer.Write(',');
        _writer.Write(score.Points.ToString());
        _writer.Write(',');
        WriteReasons(reasons);
        _writer.Write('\n');
    }

    private void WriteReasons(ReadOnlySpan<ReasonCode> reasons)
    {
        bool quoted = false;
        foreach (ReasonCode reason in reasons)
            quoted |= reason.Code.AsSpan().ContainsAny(Quoting);
        if (quoted)
        {
            WriteText(string.Join(';', reasons.ToArray().Select(reason => reason.Code)));
            return;
        }

        for (int i = 0; i < reasons.Length; i++)
        {
            if (i > 0)
                _writer.Write(';');
            _writer.Write(reasons[i].Code);
        }
    }

    /// <summary>A cell, in quotes where RFC 4180 asks for them.</summary>
    public static string Cell(string text) => text.AsSpan().ContainsAny(Quoting) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private void WriteText(string text) => _writer.Write(Cell(text));
}
