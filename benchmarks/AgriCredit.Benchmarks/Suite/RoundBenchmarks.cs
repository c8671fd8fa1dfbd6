using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Learning;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A full round: plan, signatures, masks, sum and tag at all parties, with few rows so that the protocol is what is measured.</summary>
/// <remarks>A session of many rounds of gradient descent, divided by their number; its set-up is a small part of each.</remarks>
#pragma warning disable CA1001 // BenchmarkDotNet calls the cleanup; it disposes of nothing.
public class RoundBenchmarks
#pragma warning restore CA1001
{
    private const int Rounds = 200;
    private const int RowsPerParty = 500;
    private readonly TrainingOptions _training = new() { Optimizer = OptimizerKind.FedSgd, MaxRounds = Rounds, Tolerance = 0 };
    private FederatedMembers? _members;

    /// <summary>Parties of the federation.</summary>
    [Params(3, 10)]
    public int Parties { get; set; }

    /// <summary>Features; a round sums three numbers more.</summary>
    [Params(8, 50)]
    public int Features { get; set; }

    /// <summary>Makes seeded rows and identities.</summary>
    [GlobalSetup]
    public void Setup() => _members = new FederatedMembers(SyntheticLoans.Create(RowsPerParty * Parties, Features, Parties));

    /// <summary>Releases the identities.</summary>
    [GlobalCleanup]
    public void Cleanup() => _members?.Dispose();

    /// <summary>The coordinator itself as every party's channel.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rounds)]
    public async Task<int> InMemory() => (await _members!.RunInMemoryAsync(_training)).Rounds.Count;

    /// <summary>Over gRPC with mutual TLS on loopback.</summary>
    [Benchmark(OperationsPerInvoke = Rounds)]
    public async Task<int> OverGrpc() => (await _members!.RunOverGrpcAsync(_training)).Rounds.Count;
}
