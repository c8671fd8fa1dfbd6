using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgriCredit.AspNetCore;

/// <summary>What the service measures. Every tag is one of a closed set of words.</summary>
internal sealed class ScoringMetrics
{
    internal const string MeterName = "AgriCredit.AspNetCore";
    internal const string ScoreEndpoint = "score";
    internal const string BatchEndpoint = "batch";

    // One applicant takes some 30 µs, a large batch seconds; the bounds that collectors choose by themselves begin at 5 s.
    private static readonly double[] DurationBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _applicants;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _models;
    private readonly Histogram<double> _duration;

    public ScoringMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("agricredit.scoring.requests", "{request}", "Requests for scores, by endpoint and status code.");
        _applicants = meter.CreateCounter<long>("agricredit.scoring.applicants", "{applicant}", "Applicants scored.");
        _refusals = meter.CreateCounter<long>("agricredit.scoring.refusals", "{fault}", "Faults of refused applicants and requests, by reason.");
        _models = meter.CreateCounter<long>("agricredit.scoring.models", "{model}", "Model files that took over or were refused.");
        _duration = meter.CreateHistogram(
            "agricredit.scoring.duration",
            "s",
            "Time of a request for scores, by endpoint.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });
    }

    internal void Request(string endpoint, int status, long started)
    {
        _requests.Add(1, new("endpoint", endpoint), new("status", status));
        _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));
    }

    internal void Scored(int applicants) => _applicants.Add(applicants);

    internal void Refused(IReadOnlyList<Fault> faults)
    {
        if (!_refusals.Enabled)
        {
            return;
        }

        foreach (Fault fault in faults)
        {
            _refusals.Add(1, new KeyValuePair<string, object?>("reason", fault.Reason));
        }
    }

    internal void ModelLoaded(bool accepted) => _models.Add(1, new KeyValuePair<string, object?>("outcome", accepted ? "accepted" : "refused"));
}
