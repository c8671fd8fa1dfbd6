using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>BenchmarkDotNet's defaults, a Markdown table among them, with memory always reported and the results as JSON too.</summary>
internal sealed class SuiteConfig : ManualConfig
{
    public SuiteConfig()
    {
        Add(DefaultConfig.Instance);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(JsonExporter.Full);

        // Each run builds all referenced projects anew, analyzers included; the default of two minutes is too short on a busy machine.
        BuildTimeout = TimeSpan.FromMinutes(10);
    }
}
