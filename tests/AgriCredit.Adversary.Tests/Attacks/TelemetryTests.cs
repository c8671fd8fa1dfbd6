using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgriCredit.Adversary.Tests;

/// <summary>What members count and trace goes to collectors outside of the federation: names from closed lists, and no number of a party.</summary>
public sealed class TelemetryTests
{
    [Fact]
    [Attack(AttackCatalogue.PrintedSecrets, Against.Ours)]
    public void MetricsAndTraces_HoldNamesOfClosedListsOnly()
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == FederationTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Take(tags));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Take(tags));
        meters.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FederationTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                Keep(activity.DisplayName);

                // The id of the session, the round and how many are missing are public.
                Take(activity.TagObjects.Where(tag => tag.Key is not ("session" or "round" or "missing")).ToArray());
            },
        };
        ActivitySource.AddActivityListener(traces);
        var clock = new FakeClock();
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(mode: AggregationMode.Resilient), clock: clock);
        using var driven = new DrivenFederation(federation, clock);

        // A party may call its messages what it likes: a name for each would fill the collector.
        driven.Decide = (party, message) =>
        {
            if (message.Kind == MessageKind.Declaration)
            {
                Assert.NotNull(driven.Coordinator.Submit(message.Forge(federation.Credentials.Identity(party), kind: (MessageKind)4_000_000_000)).Result.Rejection);
            }

            return Fate.Send;
        };
        driven.Run();
        Assert.True(driven.Outcome.IsFinished, driven.Outcome.Failure?.ToString());
        lock (texts)
        {
            Assert.Contains(nameof(MessageKind.MaskedInput), texts);
            Assert.All(texts, text => Assert.Matches("^[A-Za-z]+( [A-Za-z]+)?$", text));
        }

        void Take(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach ((_, object? value) in tags)
            {
                Keep(value?.ToString() ?? "null");
            }
        }

        void Keep(string text)
        {
            lock (texts)
            {
                texts.Add(text);
            }
        }
    }
}
