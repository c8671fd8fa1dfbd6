using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>Where a run's model comes from, fact by fact.</summary>
internal static class Provenance
{
    /// <summary>The facts in the order they are shown.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        AggregationFigures aggregation = run.Metrics.Aggregation;
        yield return ("Data", run.Metrics.Kind);
        yield return ("Aggregation", $"{aggregation.Mode}, {aggregation.FractionalBits} fractional bits");
        yield return ("Left on the way", aggregation.DroppedOut.Count == 0 ? "nobody" : string.Join(", ", aggregation.DroppedOut));
    }
}
