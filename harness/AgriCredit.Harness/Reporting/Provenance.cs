using System.Globalization;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary>Where a run's model comes from, fact by fact.</summary>
internal static class Provenance
{
    /// <summary>The facts in the order they are shown.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        ModelProvenance model = run.Model.Provenance;
        AggregationFigures aggregation = run.Metrics.Aggregation;
        ScorecardScaling scaling = run.Model.Scaling;
        yield return ("Session", model.SessionId ?? Figures.None);
        yield return ("Parties in the model", string.Join(", ", model.Parties));
        yield return ("Left on the way", Names(aggregation.DroppedOut, "none"));
        yield return ("Optimizer", $"{model.Optimizer}, {Figures.Counted(model.Rounds, "round", "rounds")}");
        if (aggregation.FractionalBits is { } bits)
        {
            yield return ("Aggregation", $"{aggregation.Mode}, {bits.ToString(CultureInfo.InvariantCulture)} fractional bits");
            yield return ("Minimums waived", Names(model.Waivers, "none"));
        }

        if (run.Metrics.Joint is { } joint)
        {
            yield return ("Computed", $"on secret shares; '{joint.LabelHolder}' holds the label");
            yield return ("Released", "the joined model, to every party");
        }

        yield return ("Noise", model.PrivacyMechanism == ModelProvenance.NoPrivacyMechanism ? "none" : $"{model.PrivacyMechanism}, version {model.PrivacyVersion.ToString(CultureInfo.InvariantCulture)}");
        yield return ("Scorecard", $"{Number(scaling.BasePoints)} points at {Number(scaling.BaseOdds)} good to 1 bad, {Number(scaling.PointsToDoubleOdds)} points to double the odds");
    }

    private static string Names(IReadOnlyList<string> names, string none) => names.Count == 0 ? none : string.Join(", ", names);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
