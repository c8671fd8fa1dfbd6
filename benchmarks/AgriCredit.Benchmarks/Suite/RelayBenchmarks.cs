using AgriCredit.Benchmarks.Inputs;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>Messages from member to member through the relay, one way, many in a row: in memory, and over gRPC with mutual TLS, twice over loopback; against one plain copy of as many bytes.</summary>
/// <remarks>Both members and the relay share the machine's cores, as they do in a simulation; the copy has one core and a destination that is there already.</remarks>
public class RelayBenchmarks
{
    private const int Messages = 128;
    private byte[] _message = [];
    private byte[] _destination = [];
    private RelayPair? _inMemory;
    private RelayPair? _overGrpc;

    /// <summary>Bytes of a message: 64 KiB, and 1 MiB, about the largest piece that a joint session sends.</summary>
    [Params(64 * 1024, 1024 * 1024)]
    public int Bytes { get; set; }

    /// <summary>Connects the members.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _message = new byte[Bytes];
        _destination = new byte[Bytes];
        new Random(1).NextBytes(_message);
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

    /// <summary>The limit.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public byte Copy()
    {
        for (int i = 0; i < Messages; i++)
        {
            _message.CopyTo(_destination, 0);
        }

        return _destination[^1];
    }

    /// <summary>Ours, in one process.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task<long> InMemory() => _inMemory!.SendAsync(_message, Messages);

    /// <summary>Ours, between hosts.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task<long> OverGrpc() => _overGrpc!.SendAsync(_message, Messages);
}
