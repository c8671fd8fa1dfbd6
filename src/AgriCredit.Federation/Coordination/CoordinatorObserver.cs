using System.Diagnostics;

namespace AgriCredit.Federation;

/// <summary>Counts and traces what a coordinator does; silent while it only plays again what it did before.</summary>
internal sealed class CoordinatorObserver
{
    private readonly Activity? _session;
    private Activity? _stage;

    public CoordinatorObserver(ReadOnlyMemory<byte> session)
    {
        _session = FederationTelemetry.Start("session", parent: null);
        _session?.SetTag("session", Convert.ToHexStringLower(session.Span));
    }

    /// <summary>Whether stored events are being played again.</summary>
    public bool IsReplaying { get; set; }

    public void BeginStage(CollectStage stage)
    {
        _stage = FederationTelemetry.Start(stage.Kind.ToString(), _session);
        _stage?.SetTag("round", stage.Round);
    }

    public void EndStage(CollectStage stage, TimeSpan elapsed)
    {
        if (!IsReplaying)
        {
            FederationTelemetry.StageDuration.Record(
                elapsed.TotalSeconds, FederationTelemetry.Tag("stage", stage.Kind), FederationTelemetry.Tag("complete", stage.IsComplete));
        }

        _stage?.SetTag("missing", stage.Missing.Count);
        _stage?.Dispose();
    }

    public void EndRound(RoundRecord round)
    {
        if (!IsReplaying)
        {
            FederationTelemetry.Rounds.Add(1, FederationTelemetry.Tag("kind", round.Kind), FederationTelemetry.Tag("outcome", round.Parties == 0 ? "void" : "sum"));
            FederationTelemetry.RoundDuration.Record(round.Elapsed.TotalSeconds, FederationTelemetry.Tag("kind", round.Kind));
        }
    }

    public void Drop()
    {
        if (!IsReplaying)
        {
            FederationTelemetry.DropOuts.Add(1);
        }
    }

    public void Send(IReadOnlyList<Envelope> envelopes)
    {
        foreach (Envelope envelope in IsReplaying ? [] : envelopes)
        {
            FederationTelemetry.Count(envelope, "sent");
        }
    }

    public void EndSession(SessionOutcome outcome)
    {
        if (!IsReplaying)
        {
            FederationTelemetry.End(outcome);
        }

        _stage?.Dispose();
        _session?.SetStatus(outcome.IsFinished ? ActivityStatusCode.Ok : ActivityStatusCode.Error, outcome.Failure?.Reason.ToString());
        _session?.Dispose();
    }
}
