using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>A run in three sentences: what was fitted, what it is worth beside each party alone and the pooled fit, and what it cost.</summary>
internal sealed class RunSummary
{
    private readonly RunMetrics _run;

    /// <summary>Summarises a run.</summary>
    public RunSummary(RunMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        AloneAucs = [.. run.Parties.Select(party => party.Local.Test?.Auc).OfType<double>()];
    }

    /// <summary>AUC on all test rows of each party that has a model alone.</summary>
    public IReadOnlyList<double> AloneAucs { get; }

    /// <summary>Federated AUC on all test rows.</summary>
    public double? FederatedAuc => _run.Test?.Auc;

    /// <summary>Pooled AUC on all test rows.</summary>
    public double? PooledAuc => _run.Pooled?.Test?.Auc;

    /// <summary>Who took part, with how many rows.</summary>
    public string Scope
    {
        get
        {
            string parties = Figures.Counted(_run.Parties.Count, "party", "parties");
            string test = _run.Test is { } rows ? $", {Rows(rows.Rows, "test")} ({Defaults(rows.Defaults)})" : ", no test rows";
            return $"{Capitalised(_run.Kind)} federation of {parties}: {Rows(_run.Train.Rows, "training")} ({Defaults(_run.Train.Defaults)}){test}.";
        }
    }

    /// <summary>The federated AUC between the two that give it meaning; null without test rows.</summary>
    public string? Worth
    {
        get
        {
            if (FederatedAuc is null)
                return null;
            string pooled = PooledAuc is { } auc ? $", pooled {Figures.Metric(auc)}" : "";
            return $"AUC on all test rows: alone {AloneRange}, federated {Figures.Metric(FederatedAuc)}{pooled}.";
        }
    }

    /// <summary>Lowest to highest AUC alone, with the median where there are more than two.</summary>
    public string AloneRange => AloneAucs.Count switch
    {
        0 => Figures.None,
        1 => Figures.Metric(AloneAucs[0]),
        2 => $"{Figures.Metric(AloneAucs.Min())} to {Figures.Metric(AloneAucs.Max())}",
        _ => $"{Figures.Metric(AloneAucs.Min())} to {Figures.Metric(AloneAucs.Max())} (median {Figures.Metric(Figures.Median(AloneAucs))})",
    };

    /// <summary>Rounds, agreement with the pooled fit, seconds and bytes.</summary>
    public string Course
    {
        get
        {
            string end = _run.Converged ? "converged" : "not converged";
            string pooled = _run.Pooled is { } fit ? $" Largest difference to a pooled coefficient {Figures.Difference(fit.MaxCoefficientDifference)}." : "";
            string left = _run.Aggregation.DroppedOut.Count == 0 ? "" : $" Left on the way: {string.Join(", ", _run.Aggregation.DroppedOut)}.";
            string rounds = _run.Joint is null
                ? Figures.Counted(_run.Rounds, "training round", "training rounds")
                : Figures.Counted(_run.Rounds, "pass on secret shares", "passes on secret shares");
            return $"{rounds}, {end}, in {Figures.Seconds(_run.Seconds.Training)} s and {Figures.Bytes(_run.Bytes)}.{pooled}{left}";
        }
    }

    private static string Rows(long count, string what) => Figures.Counted(count, $"{what} row", $"{what} rows");

    private static string Defaults(long count) => Figures.Counted(count, "default", "defaults");

    private static string Capitalised(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
