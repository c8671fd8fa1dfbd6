using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Federation.Vertical;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A whole joint session of bank, cloud and dealer in this process over a relay in memory, alignment included, against the pooled fit in double.</summary>
/// <remarks>Most of a session's time is the alignment; the budget <c>vertical-fit-27k</c> shows the fit apart.</remarks>
#pragma warning disable CA1001 // BenchmarkDotNet calls the cleanup; it disposes of the identities.
public class JointFitBenchmarks
#pragma warning restore CA1001
{
    private JointMembers? _members;

    /// <summary>Common applicants.</summary>
    [Params(3_000, 27_000)]
    public int Rows { get; set; }

    /// <summary>Makes rows and identities.</summary>
    [GlobalSetup]
    public void Setup() => _members = new JointMembers(Rows, bankFeatures: 11, cloudFeatures: 12);

    /// <summary>Releases the identities.</summary>
    [GlobalCleanup]
    public void Cleanup() => _members?.Dispose();

    /// <summary>The limit.</summary>
    [Benchmark(Baseline = true)]
    public int Pooled() => _members!.FitPooled().Rounds;

    /// <summary>Ours.</summary>
    [Benchmark]
    public async Task<JointResult> Joint() => (await _members!.RunInMemoryAsync()).Bank;
}
