using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgriCredit.Federation;

/// <summary>The metrics and traces of members: rounds, stages, drop-outs, bytes and durations; never a value, a share or a key.</summary>
/// <remarks>
/// A host subscribes to the meter and the activity source named <see cref="Name"/>. Metrics, with their tags: <c>agricredit.sessions</c> (outcome),
/// <c>agricredit.rounds</c> (kind, outcome), <c>agricredit.round.duration</c> (s; kind), <c>agricredit.stage.duration</c> (s; stage, complete), <c>agricredit.dropouts</c>,
/// <c>agricredit.messages</c> (kind, direction), <c>agricredit.bytes</c> (By; direction), <c>agricredit.rejections</c> (reason), <c>agricredit.exchange.duration</c> (s; kind, at a party),
/// <c>agricredit.restarts</c> (role). Traces: a span for a session, with one for each stage below it at the coordinator and one for each exchange at a party.
/// </remarks>
public static class FederationTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "AgriCredit.Federation";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Sessions { get; } = Meter.CreateCounter<long>("agricredit.sessions", description: "Sessions that ended.");

    internal static Counter<long> Rounds { get; } = Meter.CreateCounter<long>("agricredit.rounds", description: "Rounds that ended, with a sum or void.");

    internal static Histogram<double> RoundDuration { get; } = Meter.CreateHistogram<double>("agricredit.round.duration", "s", "From a round's plan to its end.");

    internal static Histogram<double> StageDuration { get; } = Meter.CreateHistogram<double>("agricredit.stage.duration", "s", "How long the coordinator waited for a stage.");

    internal static Counter<long> DropOuts { get; } = Meter.CreateCounter<long>("agricredit.dropouts", description: "Parties lost.");

    internal static Counter<long> Messages { get; } = Meter.CreateCounter<long>("agricredit.messages", description: "Envelopes.");

    internal static Counter<long> Bytes { get; } = Meter.CreateCounter<long>("agricredit.bytes", "By", "Envelopes on the wire, before TLS.");

    internal static Counter<long> Rejections { get; } = Meter.CreateCounter<long>("agricredit.rejections", description: "Envelopes turned away.");

    internal static Histogram<double> ExchangeDuration { get; } = Meter.CreateHistogram<double>("agricredit.exchange.duration", "s", "How long a party waited for an answer.");

    internal static Counter<long> Restarts { get; } = Meter.CreateCounter<long>("agricredit.restarts", description: "Sessions gone on with from a store.");

    internal static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value.ToString());

    internal static void Count(Envelope envelope, string direction)
    {
        // The kind is what a sender claims: numbers without a name share one, or each would be a series of its own at the collector.
        Messages.Add(1, Tag("kind", Enum.IsDefined(envelope.Kind) ? envelope.Kind : "other"), Tag("direction", direction));
        Bytes.Add(envelope.Length, Tag("direction", direction));
    }

    internal static void End(SessionOutcome outcome) => Sessions.Add(1, Tag("outcome", outcome.Failure?.Reason.ToString() ?? "Finished"));

    /// <summary>Starts a span without making it the current one: a coordinator's spans outlive the calls in which they begin.</summary>
    internal static Activity? Start(string name, Activity? parent)
    {
        Activity? current = Activity.Current;
        Activity? started = Activities.StartActivity(name, ActivityKind.Internal, parent?.Context ?? default);
        Activity.Current = current;
        return started;
    }
}
