using AgriCredit.Benchmarks.Inputs;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>Two members at a relay in memory, and two at one over gRPC with mutual TLS on loopback. Members and relay share the machine's cores, as they do in a simulation.</summary>
public abstract class RelayPairBenchmarks
{
    private RelayPair? _inMemory;
    private RelayPair? _overGrpc;

    private protected RelayPair MemoryPair => _inMemory!;

    private protected RelayPair GrpcPair => _overGrpc!;

    /// <summary>Connects the members.</summary>
    [GlobalSetup]
    public async Task Connect()
    {
        _inMemory = RelayPair.InMemory();
        _overGrpc = await RelayPair.OverGrpcAsync();
        Prepare();
    }

    /// <summary>Disconnects them.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        await MemoryPair.DisposeAsync();
        await GrpcPair.DisposeAsync();
    }

    /// <summary>Makes what is sent.</summary>
    protected virtual void Prepare()
    {
    }
}
