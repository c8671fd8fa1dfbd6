using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgriCredit.Harness.Hosting;

/// <summary>Sends a member's metrics and traces to a collector of OpenTelemetry, over OTLP with HTTP. What is sent holds no value, share or key.</summary>
internal sealed class MemberTelemetry : IDisposable
{
    private const int FlushMilliseconds = 2_000;
    private const int MetricsIntervalMilliseconds = 5_000;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private MemberTelemetry(Uri collector, PartyId member)
    {
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService(Cli.ToolName, serviceInstanceId: member.Value);
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(FederationTelemetry.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, collector, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsIntervalMilliseconds;
            })
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(FederationTelemetry.Name)
            .AddOtlpExporter(exporter => Configure(exporter, collector, "v1/traces"))
            .Build();
    }

    /// <summary>Starts sending; null when no collector is configured.</summary>
    /// <param name="collector">The collector's base address, such as http://127.0.0.1:4318; null for none.</param>
    /// <param name="member">Who sends.</param>
    public static MemberTelemetry? Start(string? collector, PartyId member) => collector is null ? null : new MemberTelemetry(new Uri(collector), member);

    /// <summary>Whether a text can be a collector's address.</summary>
    public static bool IsCollector(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https");

    /// <summary>Sends what is left; a collector that is not there costs two seconds, and nothing else.</summary>
    public void Dispose()
    {
        _traces.ForceFlush(FlushMilliseconds);
        _metrics.ForceFlush(FlushMilliseconds);
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{collector.ToString().TrimEnd('/')}/{path}");
    }
}
