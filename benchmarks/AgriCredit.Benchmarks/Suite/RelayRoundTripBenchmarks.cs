using AgriCredit.Benchmarks.Inputs;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A hundred bytes to another member and back: what gRPC with mutual TLS, four times over loopback, adds to the relay in memory.</summary>
public class RelayRoundTripBenchmarks
{
    private const int Exchanges = 1000;
    private readonly byte[] _message = new byte[100];
    private RelayPair? _inMemory;
    private RelayPair? _overGrpc;

    /// <summary>Connects the members.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _inMemory = RelayPair.InMemory();
        _overGrpc = await RelayPair.OverGrpcAsync();
    }

    /// <summary>Disconnects them.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _inMemory!.DisposeAsync();
        await _overGrpc!.DisposeAsync();
    }

    /// <summary>In one process.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Exchanges)]
    public Task<long> InMemory() => _inMemory!.ExchangeAsync(_message, Exchanges);

    /// <summary>Between hosts.</summary>
    [Benchmark(OperationsPerInvoke = Exchanges)]
    public Task<long> OverGrpc() => _overGrpc!.ExchangeAsync(_message, Exchanges);
}
