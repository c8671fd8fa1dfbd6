using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>Messages from member to member through the relay, one way, many in a row: in memory, and over gRPC with mutual TLS, twice over loopback; against one plain copy of as many bytes.</summary>
/// <remarks>The copy has one core, and a destination that is there already.</remarks>
public class RelayBenchmarks : RelayPairBenchmarks
{
    private const int Messages = 128;
    private byte[] _message = [];
    private byte[] _destination = [];

    /// <summary>Bytes of a message: 64 KiB, and 1 MiB, about the largest piece that a joint session sends.</summary>
    [Params(64 * 1024, 1024 * 1024)]
    public int Bytes { get; set; }

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
    public Task<long> InMemory() => MemoryPair.SendAsync(_message, Messages);

    /// <summary>Ours, between hosts.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task<long> OverGrpc() => GrpcPair.SendAsync(_message, Messages);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _message = new byte[Bytes];
        _destination = new byte[Bytes];
        new Random(1).NextBytes(_message);
    }
}
