using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A hundred bytes to another member and back: what gRPC with mutual TLS, four times over loopback, adds to the relay in memory.</summary>
public class RelayRoundTripBenchmarks : RelayPairBenchmarks
{
    private const int Exchanges = 1000;
    private readonly byte[] _message = new byte[100];

    /// <summary>In one process.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Exchanges)]
    public Task<long> InMemory() => MemoryPair.ExchangeAsync(_message, Exchanges);

    /// <summary>Between hosts.</summary>
    [Benchmark(OperationsPerInvoke = Exchanges)]
    public Task<long> OverGrpc() => GrpcPair.ExchangeAsync(_message, Exchanges);
}
