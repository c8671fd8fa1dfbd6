using AgriCredit.Harness.Results;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Reporting;

/// <summary>The federated model's coefficients, how sure they are, and how far from the pooled fit.</summary>
internal static class CoefficientTable
{
    /// <summary>Builds the table.</summary>
    public static ReportTable Create(RunMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        bool hasErrors = run.Model.StandardErrors is not null, hasDifferences = run.Pooled?.CoefficientDifferences is not null, hasScale = run.Model.Mean is not null;
        List<ReportColumn> columns = [new("feature", ColumnKind.Text), new("estimate")];
        Dictionary<string, string>? owners = run.Joint is null ? null : Owners(run);
        if (owners is not null)
            columns.Insert(0, new("party", ColumnKind.Text));
        if (hasErrors)
            columns.AddRange([new("std. error"), new("z"), new("p")]);
        if (hasDifferences)
            columns.Add(new("minus pooled"));
        if (hasScale)
            columns.AddRange([new("mean") { Group = "training rows", PageOnly = true }, new("std. deviation") { Group = "training rows", PageOnly = true }]);

        var entries = run.Model.Coefficients.Prepend(new(ModelFigures.InterceptKey, run.Model.Intercept));
        var rows = entries.Select(entry =>
        {
            ReportRow row = Row(run, entry.Key, entry.Value, hasErrors, hasDifferences, hasScale);
            return owners is null ? row : row with { Cells = [owners[entry.Key], .. row.Cells] };
        });
        string unit = hasScale ? "one standard deviation more" : "one unit more";
        return new ReportTable($"Change of the log-odds of default for {unit}", columns, [.. rows]) { MergesFirstCells = owners is not null, Notes = Notes(run) };
    }

    /// <summary>The party of each coefficient, where parties hold different columns.</summary>
    private static Dictionary<string, string> Owners(RunMetrics run)
    {
        var owners = run.Parties.SelectMany(party => (party.Features ?? []).Select(feature => (feature, party.Id))).ToDictionary(pair => pair.feature, pair => pair.Id);
        owners.Add(ModelFigures.InterceptKey, run.Joint!.LabelHolder);
        return owners;
    }

    private static ReportRow Row(RunMetrics run, string name, double estimate, bool hasErrors, bool hasDifferences, bool hasScale)
    {
        double? error = run.Model.StandardErrors?.Find(name);
        List<ReportCell> cells = [name, Figures.Coefficient(estimate, error ?? estimate)];
        if (hasErrors)
        {
            double? z = error > 0 ? estimate / error : null;
            cells.AddRange([Figures.Coefficient(error), Figures.Z(z), Figures.PValue(z is { } value ? FitInference.TwoSidedPValue(value) : null)]);
        }

        if (hasDifferences)
            cells.Add(Figures.Difference(run.Pooled!.CoefficientDifferences!.Find(name)));
        if (hasScale)
            cells.AddRange([Scale(run.Model.Mean!.Find(name)), Scale(run.Model.StandardDeviation?.Find(name))]);
        return new ReportRow(cells);
    }

    /// <summary>The intercept has neither mean nor deviation: an empty cell, not a figure that is missing.</summary>
    private static string Scale(double? value) => value is { } number ? Figures.Coefficient(number) : "";

    private static List<string> Notes(RunMetrics run)
    {
        var notes = new List<string>();
        if (run.Pooled is { } pooled)
            notes.Add($"Largest difference to a pooled coefficient: {Figures.Difference(pooled.MaxCoefficientDifference)}.");
        if (run.Model.StandardErrors is null)
            notes.Add("No standard errors: neither FedAvg, FedSGD nor a fit with an l1 penalty has them.");
        if (run.Train.LogLikelihood is { } logLikelihood)
            notes.Add($"Log-likelihood of the training rows: {logLikelihood:F2}.");
        return notes;
    }
}
