using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary>Shows what a session arrived at to the person at a member's terminal.</summary>
internal static class SessionReport
{
    public static void Write(ConsoleOutput output, SessionRecord session, string model)
    {
        string end = session.Converged ? "converged" : "ended";
        output.WriteResult($"Session {session.Session} {end} after {session.Rounds} rounds: {session.Survivors.Count} of {session.Parties.Count} parties, {session.Rows:N0} training rows.");
        var metrics = new RunMetrics
        {
            Scenario = session.Name,
            Kind = Scenarios.HorizontalPartition.Kind,
            Model = Figures(session, session.ToInference()),
            Train = new TrainFigures(session.Rows, session.Defaults, -session.Loss),
            Test = null,
            Pooled = null,
            Parties = [],
            Rounds = session.Rounds,
            Converged = session.Converged,
            Bytes = 0,
            Seconds = new PhaseSeconds(0, 0, 0, 0, 0),
            Aggregation = new AggregationFigures(session.Mode, session.FractionalBits, session.DroppedOut),
            Learnt = session.Learnt,
        };
        ConsoleReport.WriteTables(output.Results, [CoefficientTable.Create(metrics), CourseTables.Learnt(metrics)]);
        output.WriteResult("");
        output.WriteResult($"Written to {model}.");
    }

    /// <summary>The model's figures, as <c>metrics.json</c> has them.</summary>
    public static ModelFigures Figures(SessionRecord session, FitInference? inference) => new()
    {
        Intercept = session.Weights[0],
        Coefficients = FeatureMap.Create(session.Features, [.. session.Weights.Skip(1)]),
        StandardErrors = inference is null ? null : FeatureMap.Create([ModelFigures.InterceptKey, .. session.Features], inference.StandardErrors),
        Mean = session.Standardised ? FeatureMap.Create(session.Features, [.. session.ScaleMeans]) : null,
        StandardDeviation = session.Standardised ? FeatureMap.Create(session.Features, [.. session.ScaleDeviations]) : null,
    };
}
