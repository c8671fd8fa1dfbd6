using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>The model card of a run: the model, and what the run knows of it.</summary>
internal static class RunCard
{
    private const string Purpose =
        "Made by a simulation, to compare a federation with each party alone and with all rows in one place. No purpose in lending is stated: state one before anybody decides with it.";

    /// <summary>Makes the card.</summary>
    public static ModelCard Create(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunMetrics metrics = run.Metrics;
        return ModelCard.Create(run.Model, new ModelCardFacts
        {
            Purpose = Purpose,
            Data = Data(metrics),
            Metrics = [.. Metrics(metrics)],
            Limits = [.. Limits(metrics)],
            Learnt = [.. metrics.Learnt.Select(item => KeyValuePair.Create(item.Who, item.What))],
        });
    }

    private static string Data(RunMetrics run)
    {
        string parties = string.Join("; ", run.Parties.Select(party => Party(party, run.Aggregation.DroppedOut.Contains(party.Id))));
        string rows = run.Joint is null ? "Training rows of each party" : "Rows that each party brought";
        return $"{new RunSummary(run).Scope} {rows}: {parties}. Rows and columns are as the scenario '{run.Scenario}' says; 1 in its label column is a default.";
    }

    private static string Party(PartyFigures party, bool left)
    {
        string defaults = party.Defaults is { } count ? $" ({Figures.Counted(count, "default", "defaults")})" : "";
        string aligned = party.AlignedRows is { } rows ? $", {Figures.Count(rows)} of them known to all" : "";
        return $"{party.Id} with {Figures.Count(party.Rows)}{aligned}{defaults}{(left ? ", left on the way" : "")}";
    }

    /// <summary>A figure never stands without the two that give it meaning: what a party could do alone, and what pooling all rows would give.</summary>
    private static IEnumerable<KeyValuePair<string, double>> Metrics(RunMetrics run)
    {
        if (run.Train.LogLikelihood is { } logLikelihood)
            yield return new("Log-likelihood, training rows", logLikelihood);
        (string Name, TestFigures? Figures)[] fits = [("test rows", run.Test), ("test rows, pooled fit", run.Pooled?.Test)];
        foreach ((string rows, TestFigures? test) in fits)
        {
            if (test is null)
                continue;
            foreach ((string name, double? value) in new[] { ("AUC", test.Auc), ("KS", test.Ks), ("Gini", test.Gini), ("Brier score", test.Brier), ("Log-loss", test.LogLoss) })
            {
                if (value is { } figure)
                    yield return new($"{name}, {rows}", figure);
            }
        }

        foreach (PartyFigures party in run.Parties)
        {
            if (party.Local.Test?.Auc is { } alone)
                yield return new($"AUC, test rows, {party.Id} alone", alone);
        }

        if (run.Pooled is { } pooled)
            yield return new("Largest difference to a pooled coefficient", pooled.MaxCoefficientDifference);
    }

    private static IEnumerable<string> Limits(RunMetrics run)
    {
        if (!run.Converged)
            yield return $"The optimizer had not converged after {Figures.Counted(run.Rounds, "round", "rounds")}.";
        if (run.Aggregation.DroppedOut.Count > 0)
            yield return $"Rows of {string.Join(", ", run.Aggregation.DroppedOut)} are not in the coefficients: left on the way.";
        if (run.Model.StandardErrors is null)
            yield return "No standard errors: how sure a coefficient is, is not known.";
        yield return run.Test is null
            ? "Not tested on rows that it was not fitted on."
            : "Test metrics were computed where all test rows are at hand, as only a simulation can.";
    }
}
