using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>How a run went: what each role came to know, and the training round by round.</summary>
internal static class CourseTables
{
    /// <summary>Rounds shown from the start and from the end where there are too many to show all.</summary>
    private const int RoundsAtEachEnd = 12;

    /// <summary>What each role came to know beyond the model.</summary>
    public static ReportTable Learnt(RunMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var rows = run.Learnt.Select(item => new ReportRow([item.Who, item.What]));
        return new ReportTable("What each role came to know beyond the model", [new("who", ColumnKind.Text), new("what", ColumnKind.Text)], [.. rows]) { MergesFirstCells = true };
    }

    /// <summary>The training rounds.</summary>
    public static ReportTable Rounds(IReadOnlyList<RoundRecord> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        ReportColumn[] columns = [new("round"), new("parties"), new("objective"), new("largest step"), new("seconds"), new("bytes")];
        List<ReportRow> rows;
        if (rounds.Count <= 2 * RoundsAtEachEnd)
            rows = [.. rounds.Select(Row)];
        else
        {
            rows = [.. rounds.Take(RoundsAtEachEnd).Select(Row), new ReportRow(["…", "…", "…", "…", "…", "…"]), .. rounds.TakeLast(RoundsAtEachEnd).Select(Row)];
        }

        return new ReportTable("Training round by round", columns, rows);
    }

    private static ReportRow Row(RoundRecord round) => new(
        [Figures.Count(round.Round), Figures.Count(round.Parties), round.Objective?.ToString("F9") ?? "–", round.MaxStep is { } step ? Figures.Difference(step) : "–", Figures.Seconds(round.Seconds), Figures.Count(round.Bytes)]);
}
