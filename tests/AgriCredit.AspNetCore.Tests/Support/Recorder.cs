using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace AgriCredit.AspNetCore.Tests.Support;

/// <summary>Keeps everything that is logged, measured and traced, as text.</summary>
internal sealed class Recorder : ILoggerProvider
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Recorder()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            listener.EnableMeasurementEvents(instrument);
            DurationBounds ??= instrument is Histogram<double> { Name: "agricredit.scoring.duration" } histogram ? histogram.Advice?.HistogramBucketBoundaries : null;
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Traces.Enqueue($"{activity.DisplayName} {activity.StatusDescription} {string.Join(", ", activity.TagObjects)} {string.Join(", ", activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>The bounds between which collectors are advised to count times of requests.</summary>
    public IReadOnlyList<double>? DurationBounds { get; private set; }

    public ConcurrentQueue<string> Logs { get; } = new();

    public ConcurrentQueue<string> Traces { get; } = new();

    public ConcurrentQueue<(string Instrument, double Value, string Tags, object? Scope)> Measurements { get; } = new();

    /// <summary>Whose measurements <see cref="Sum"/> takes; other services of this process are measured too.</summary>
    public object? Scope { get; set; }

    /// <summary>All of it.</summary>
    public string Everything => string.Join('\n', [.. Logs, .. Traces, .. Measurements.Select(measurement => $"{measurement.Instrument} {measurement.Tags}")]);

    /// <summary>The sum of an instrument's measurements whose tags hold a text.</summary>
    public double Sum(string instrument, string tags = "") =>
        Own.Where(measurement => measurement.Instrument == instrument && measurement.Tags.Contains(tags, StringComparison.Ordinal)).Sum(measurement => measurement.Value);

    /// <summary>The measurements of this service.</summary>
    public IEnumerable<(string Instrument, double Value, string Tags, object? Scope)> Own => Measurements.Where(measurement => measurement.Scope == Scope);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measurements.Enqueue((instrument.Name, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")), instrument.Meter.Scope));

    private sealed class Logger : ILogger
    {
        private readonly Recorder _recorder;
        private readonly string _category;

        public Logger(Recorder recorder, string category)
        {
            _recorder = recorder;
            _category = category;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _recorder.Logs.Enqueue($"{_category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _recorder.Logs.Enqueue($"{_category} {logLevel} {formatter(state, exception)} {exception}");
    }
}
