using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>What a run cost: seconds by phase, and what each role sent.</summary>
internal static class CostTables
{
    /// <summary>Seconds by phase, beside the pooled fit's.</summary>
    public static ReportTable Seconds(RunMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        List<ReportColumn> columns = [new("seconds", ColumnKind.Text), new("load"), new("setup"), new("training"), new("evaluation"), new("total")];
        PhaseSeconds seconds = run.Seconds;
        List<ReportCell> cells =
        [
            "this run", Figures.Seconds(seconds.Load), Figures.Seconds(seconds.Setup), Figures.Seconds(seconds.Training),
            Figures.Seconds(seconds.Evaluation), Figures.Seconds(seconds.Total),
        ];
        if (run.Pooled is { } pooled)
        {
            columns.Add(new("pooled fit"));
            cells.Add(Figures.Seconds(pooled.Seconds));
        }

        return new ReportTable("Seconds by phase", columns, [new ReportRow(cells)]);
    }

    /// <summary>Bytes and messages by role, in all and for a training round.</summary>
    /// <param name="run">The run.</param>
    /// <param name="partyRows">Parties above which only the one that sent least, the middle one and the one that sent most are shown.</param>
    public static ReportTable Traffic(RunMetrics run, int partyRows)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Wan is { } wan)
            return Traffic(run, wan);
        const string whole = "whole run", round = "a training round";
        ReportColumn[] columns =
        [
            new("role", ColumnKind.Text),
            new("bytes sent") { Group = whole }, new("bytes received") { Group = whole }, new("messages") { Group = whole },
            new("bytes sent") { Group = round }, new("messages") { Group = round },
        ];
        // Parties talk to the coordinator alone, so what it received is what they sent.
        long fromParties = run.Parties.Sum(party => party.BytesSent);
        List<ReportRow> rows =
        [
            .. Shown(run.Parties, partyRows).Select(party => Row(run, party.Id, party.BytesSent, party.BytesReceived, party.MessagesSent, RowTone.Plain)),
            Row(run, "all parties", fromParties, run.Parties.Sum(party => party.BytesReceived), run.Parties.Sum(party => party.MessagesSent), RowTone.Foot),
            Row(run, "coordinator", run.Bytes - fromParties, fromParties, messages: null, RowTone.Foot),
            Row(run, "all roles", run.Bytes, received: null, messages: null, RowTone.Main),
        ];
        List<string> notes = ["Payload before TLS. A training round's share counts setup too, spread over the rounds."];
        if (run.Parties.Count > partyRows)
            notes.Insert(0, $"Of {run.Parties.Count} parties the one that sent least, the middle one and the one that sent most.");
        return new ReportTable("Bytes and messages by role", columns, rows) { Notes = notes };
    }

    /// <summary>In a joint fit the parties talk to one another and to the dealer through a relay that has nothing to say of its own.</summary>
    private static ReportTable Traffic(RunMetrics run, WanFigures wan)
    {
        string line = $"{(wan.BitsPerSecond / 1e6).ToString("N0")} Mbit/s, {(wan.LatencySeconds * 1e3).ToString("N0")} ms";
        ReportColumn[] columns =
        [
            new("role", ColumnKind.Text), new("bytes sent"), new("bytes received"), new("messages"), new($"seconds at {line}"),
        ];
        ReportRow[] rows =
        [
            .. wan.Roles.Select(role => new ReportRow(
                [role.Role, Figures.Count(role.BytesSent), Figures.Count(role.BytesReceived), Figures.Count(role.MessagesSent), Figures.Seconds(role.Seconds)])),
            new ReportRow(["all roles", Figures.Count(run.Bytes), Figures.None, Figures.Count(wan.Roles.Sum(role => role.MessagesSent)), Figures.Seconds(wan.Seconds)], RowTone.Main),
        ];
        return new ReportTable("Bytes and messages by role, and the time on the network between hosts far apart", columns, rows)
        {
            Notes =
            [
                "Payload before TLS.",
                $"The time is an estimate: {Figures.Counted(run.Joint?.Exchanges ?? 0, "exchange", "exchanges")} of the fit at the latency, and the bytes of a role's fuller direction over its own line; in all, that of the slowest role. Arithmetic is not in it.",
            ],
        };
    }

    private static IEnumerable<PartyFigures> Shown(IReadOnlyList<PartyFigures> parties, int most)
    {
        if (parties.Count <= most)
            return parties;
        PartyFigures[] bySent = [.. parties.OrderBy(party => party.BytesSent)];
        return [bySent[0], bySent[bySent.Length / 2], bySent[^1]];
    }

    private static ReportRow Row(RunMetrics run, string role, long sent, long? received, long? messages, RowTone tone)
    {
        string Share(long? count, string format) => count is { } number && run.Rounds > 0 ? ((double)number / run.Rounds).ToString(format) : Figures.None;
        string Whole(long? count) => count is { } number ? Figures.Count(number) : Figures.None;
        return new ReportRow([role, Whole(sent), Whole(received), Whole(messages), Share(sent, "N0"), Share(messages, "N1")], tone);
    }
}
