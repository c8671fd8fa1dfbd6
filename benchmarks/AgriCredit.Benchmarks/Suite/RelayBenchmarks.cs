using AgriCredit.Benchmarks.Inputs;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>Messages from member to member: what gRPC with mutual TLS, twice over loopback, adds to the relay in memory.</summary>
/// <remarks>Both members and the relay share the machine's cores, as they do in a simulation.</remarks>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class RelayBenchmarks
{
    private const int BulkMessages = 100;
    private const int Exchanges = 1000;
    private readonly byte[] _large = new byte[1024 * 1024];
    private readonly byte[] _small = new byte[100];
    private RelayPair? _inMemory;
    private RelayPair? _overGrpc;

    /// <summary>Connects the members.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _inMemory = RelayPair.InMemory();
        _overGrpc = await RelayPair.OverGrpcAsync();
        new Random(1).NextBytes(_large);
    }

    /// <summary>Disconnects them.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _inMemory!.DisposeAsync();
        await _overGrpc!.DisposeAsync();
    }

    /// <summary>1 MiB one way, of 100 in a row.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = BulkMessages)]
    [BenchmarkCategory("Bulk")]
    public Task<long> BulkInMemory() => _inMemory!.SendAsync(_large, BulkMessages);

    /// <summary>1 MiB one way, of 100 in a row.</summary>
    [Benchmark(OperationsPerInvoke = BulkMessages)]
    [BenchmarkCategory("Bulk")]
    public Task<long> BulkOverGrpc() => _overGrpc!.SendAsync(_large, BulkMessages);

    /// <summary>100 bytes there and back.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Exchanges)]
    [BenchmarkCategory("RoundTrip")]
    public Task<long> RoundTripInMemory() => _inMemory!.ExchangeAsync(_small, Exchanges);

    /// <summary>100 bytes there and back.</summary>
    [Benchmark(OperationsPerInvoke = Exchanges)]
    [BenchmarkCategory("RoundTrip")]
    public Task<long> RoundTripOverGrpc() => _overGrpc!.ExchangeAsync(_small, Exchanges);
}
