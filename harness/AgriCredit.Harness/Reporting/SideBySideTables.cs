using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>Several runs in one table.</summary>
internal static class SideBySideTables
{
    /// <summary>What each run is worth, a row a run.</summary>
    public static ReportTable Results(IReadOnlyList<(string Name, RunMetrics Run)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        const string training = "training", auc = "AUC on all test rows", loss = "log-loss on all test rows";
        ReportColumn[] columns =
        [
            new("run", ColumnKind.Text), new("parties"),
            new("rows") { Group = training }, new("defaults") { Group = training },
            new("alone, median") { Group = auc }, new("federated") { Group = auc }, new("pooled") { Group = auc },
            new("alone, median") { Group = loss }, new("federated") { Group = loss }, new("pooled") { Group = loss },
        ];
        var rows = runs.Select(run => ResultRow(run.Name, run.Run));
        return new ReportTable("Each run between what its parties could do alone and what its pooled rows give", columns, [.. rows]);
    }

    /// <summary>How each run went and what it cost, a row a run.</summary>
    public static ReportTable Costs(IReadOnlyList<(string Name, RunMetrics Run)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        const string seconds = "training seconds";
        ReportColumn[] columns =
        [
            new("run", ColumnKind.Text), new("rounds"), new("converged", ColumnKind.Text), new("largest coefficient difference"),
            new("federated") { Group = seconds }, new("pooled") { Group = seconds },
            new("bytes sent"), new("left on the way", ColumnKind.Text),
        ];
        var rows = runs.Select(run => CostRow(run.Name, run.Run));
        return new ReportTable("How each run went and what it cost", columns, [.. rows]);
    }

    /// <summary>The federated coefficients, a row a feature and two columns a run.</summary>
    public static ReportTable Coefficients(IReadOnlyList<(string Name, RunMetrics Run)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var columns = new List<ReportColumn> { new("feature", ColumnKind.Text) };
        foreach (var (name, _) in runs)
            columns.AddRange([new("estimate") { Group = name }, new("std. error") { Group = name }]);
        IEnumerable<string> features = runs.SelectMany(run => run.Run.Model.Coefficients.Select(entry => entry.Key)).Distinct();
        var rows = features.Prepend(ModelFigures.InterceptKey).Select(feature => new ReportRow([feature, .. runs.SelectMany(run => Estimate(run.Run.Model, feature))]));
        return new ReportTable("Change of the log-odds of default, each run on its own scale", columns, [.. rows])
        {
            Notes = ["A coefficient is per standard deviation of the run's training rows where the run standardised, else per unit."],
        };
    }

    private static ReportRow ResultRow(string name, RunMetrics run)
    {
        double? Alone(Func<TestFigures, double?> figure) => Figures.Median(run.Parties.Select(party => party.Local.Test).OfType<TestFigures>().Select(figure).OfType<double>());
        return new ReportRow(
        [
            name, Figures.Count(run.Parties.Count), Figures.Count(run.Train.Rows), Figures.Count(run.Train.Defaults),
            Figures.Metric(Alone(test => test.Auc)), Figures.Metric(run.Test?.Auc), Figures.Metric(run.Pooled?.Test?.Auc),
            Figures.Metric(Alone(test => test.LogLoss)), Figures.Metric(run.Test?.LogLoss), Figures.Metric(run.Pooled?.Test?.LogLoss),
        ]);
    }

    private static ReportRow CostRow(string name, RunMetrics run) => new(
    [
        name, Figures.Count(run.Rounds), run.Converged ? "yes" : "no", Figures.Difference(run.Pooled?.MaxCoefficientDifference),
        Figures.Seconds(run.Seconds.Training), run.Pooled is { } pooled ? Figures.Seconds(pooled.Seconds) : Figures.None,
        Figures.Count(run.Bytes), run.Aggregation.DroppedOut.Count == 0 ? Figures.None : string.Join(", ", run.Aggregation.DroppedOut),
    ]);

    private static ReportCell[] Estimate(ModelFigures model, string feature)
    {
        double? estimate = feature == ModelFigures.InterceptKey ? model.Intercept : model.Coefficients.Find(feature), error = model.StandardErrors?.Find(feature);
        return [Figures.Coefficient(estimate, error ?? estimate), Figures.Coefficient(error)];
    }
}
