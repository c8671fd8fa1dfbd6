using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A whole private set intersection of two lists of one length, both sides in this process, against libsodium's bare arithmetic for it.</summary>
public class AlignmentBenchmarks
{
    private AlignmentPair? _pair;

    /// <summary>Ids of either side, half of them common.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Count { get; set; }

    /// <summary>Makes the ids.</summary>
    [GlobalSetup]
    public void Setup() => _pair = AlignmentPair.OfCount(Count);

    /// <summary>Erases them.</summary>
    [GlobalCleanup]
    public void Cleanup() => _pair?.Dispose();

    /// <summary>The limit.</summary>
    [Benchmark(Baseline = true)]
    public void Sodium() => RawSodium.Align(Count, Environment.ProcessorCount);

    /// <summary>Ours.</summary>
    [Benchmark]
    public int[] Align() => _pair!.Align();
}
