using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>Each party alone, all together without sharing rows, and the fit of the pooled rows.</summary>
internal static class ComparisonTable
{
    /// <summary>Parties above which their median is worth a row.</summary>
    private const int MedianAbove = 4;

    private const string TrainingGroup = "training", TestGroup = "all test rows", OwnGroup = "AUC on own test";

    /// <summary>Builds the table.</summary>
    public static ReportTable Create(RunMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Joint is not null)
            return CreateJoint(run);
        bool hasTest = run.Test is not null, hasOwn = run.Parties.Any(party => party.OwnTest is not null);
        var rows = run.Parties.Select(party => PartyRow(run, party, hasTest, hasOwn)).ToList();
        int parties = rows.Count;
        if (hasTest && run.Parties.Count > MedianAbove)
            rows.Add(MedianRow(run, hasOwn));
        rows.Add(Row("Federated", run.Train.Rows, run.Train.Defaults, run.Test, hasTest, hasOwn, RowTone.Main));
        if (run.Pooled is { } pooled)
            rows.Add(Row("Pooled", run.Train.Rows, run.Train.Defaults, pooled.Test, hasTest, hasOwn, RowTone.Foot));
        if (parties < rows.Count && rows[parties].Tone == RowTone.Plain)
            rows[parties] = rows[parties] with { Tone = RowTone.Foot };
        return new ReportTable("Each party alone, the federation, and all rows pooled", Columns(hasTest, hasOwn), rows) { Notes = Notes(run) };
    }

    /// <summary>Where parties hold different columns, the label holder alone can fit a model.</summary>
    private static ReportTable CreateJoint(RunMetrics run)
    {
        bool hasTest = run.Test is not null;
        PartyFigures holder = run.Parties.First(party => party.Id == run.Joint!.LabelHolder);
        ReportRow JointRow(string name, TestFigures? test, RowTone tone) => Row(name, run.Train.Rows, run.Train.Defaults, test, hasTest, hasOwn: false, tone);
        List<ReportRow> rows = [JointRow($"{holder.Id} alone", holder.Local.Test, RowTone.Plain), JointRow("Joint federated", run.Test, RowTone.Main)];
        if (run.Pooled is { } pooled)
            rows.Add(JointRow("Joint pooled", pooled.Test, RowTone.Foot));
        List<string> notes =
        [
            .. run.Parties.Select(party => $"{party.Id}: {Figures.Counted(party.Features?.Count ?? 0, "feature", "features")}, {Figures.Count(party.Rows)} rows, {Figures.Count(party.AlignedRows ?? 0)} of them known to all."),
            .. Notes(run),
        ];
        return new ReportTable($"{holder.Id} alone, the joint model, and the joined rows in one place", Columns(hasTest, hasOwn: false), rows) { Notes = notes };
    }

    private static List<ReportColumn> Columns(bool hasTest, bool hasOwn)
    {
        List<ReportColumn> columns =
        [
            new("fit", ColumnKind.Text),
            new("rows") { Group = TrainingGroup },
            new("defaults") { Group = TrainingGroup },
        ];
        if (hasTest)
        {
            columns.AddRange(
            [
                new("AUC") { Group = TestGroup },
                new("AUC, scale", ColumnKind.Dot) { Group = TestGroup, PageOnly = true },
                new("KS") { Group = TestGroup },
                new("Gini") { Group = TestGroup, PageOnly = true },
                new("Brier") { Group = TestGroup, PageOnly = true },
                new("log-loss") { Group = TestGroup },
            ]);
        }

        if (hasOwn)
        {
            columns.AddRange(
            [
                new("alone") { Group = OwnGroup },
                new("federated") { Group = OwnGroup },
                new("change") { Group = OwnGroup, PageOnly = true },
            ]);
        }

        return columns;
    }

    private static ReportRow PartyRow(RunMetrics run, PartyFigures party, bool hasTest, bool hasOwn)
    {
        string left = run.Aggregation.DroppedOut.Contains(party.Id) ? ", left" : "";
        ReportRow row = Row($"{party.Id} alone{left}", party.Rows, party.Defaults, party.Local.Test, hasTest, hasOwn: false, RowTone.Plain);
        return hasOwn ? row with { Cells = [.. row.Cells, .. OwnCells(party.OwnTest?.Local?.Auc, party.OwnTest?.Federated?.Auc)] } : row;
    }

    private static ReportRow MedianRow(RunMetrics run, bool hasOwn)
    {
        double? Median(Func<TestFigures, double?> figure) => Figures.Median(run.Parties.Select(party => party.Local.Test).OfType<TestFigures>().Select(figure).OfType<double>());
        double? OwnMedian(Func<OwnTestFigures, double?> figure) => Figures.Median(run.Parties.Select(party => party.OwnTest).OfType<OwnTestFigures>().Select(figure).OfType<double>());
        List<ReportCell> cells =
        [
            "Median alone",
            Figures.Count((long)Figures.Median(run.Parties.Select(party => (double)party.Rows))!.Value),
            Figures.Count((long)Figures.Median(run.Parties.Select(party => (double)(party.Defaults ?? 0)))!.Value),
            .. TestCells(Median(t => t.Auc), Median(t => t.Ks), Median(t => t.Gini), Median(t => t.Brier), Median(t => t.LogLoss)),
        ];
        if (hasOwn)
            cells.AddRange(OwnCells(OwnMedian(own => own.Local?.Auc), OwnMedian(own => own.Federated?.Auc)));
        return new ReportRow(cells, RowTone.Foot);
    }

    private static ReportRow Row(string name, long rows, long? defaults, TestFigures? test, bool hasTest, bool hasOwn, RowTone tone)
    {
        List<ReportCell> cells = [name, Figures.Count(rows), defaults is { } count ? Figures.Count(count) : Figures.None];
        if (hasTest)
            cells.AddRange(TestCells(test?.Auc, test?.Ks, test?.Gini, test?.Brier, test?.LogLoss));
        if (hasOwn)
            cells.AddRange(["", "", ""]);
        return new ReportRow(cells, tone);
    }

    private static ReportCell[] TestCells(double? auc, double? ks, double? gini, double? brier, double? logLoss) =>
        [Figures.Metric(auc), new("", auc), Figures.Metric(ks), Figures.Metric(gini), Figures.Metric(brier), Figures.Metric(logLoss)];

    private static ReportCell[] OwnCells(double? alone, double? federated) =>
        [Figures.Metric(alone), Figures.Metric(federated), Figures.Change(federated - alone)];

    private static List<string> Notes(RunMetrics run)
    {
        var notes = new List<string>();
        foreach (var group in run.Parties.Where(party => party.Local.Reason is not null).GroupBy(party => party.Local.Reason!))
            notes.Add($"No model alone for {string.Join(", ", group.Select(party => party.Id))}: {group.Key.TrimEnd('.')}.");
        if (run.Test is null)
            notes.Add("The scenario has no test rows, so no model is scored.");
        if (run.Pooled is null)
            notes.Add("The pooled fit was not computed.");
        if (run.Aggregation.DroppedOut.Count > 0)
            notes.Add($"Left on the way: {string.Join(", ", run.Aggregation.DroppedOut)}. Federated and pooled count the rows of those who stayed.");
        return notes;
    }
}
