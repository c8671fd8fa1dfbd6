using AgriCredit.Benchmarks.Rivals;
using AgriCredit.Privacy;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>One mask added to a vector, against OpenSSL's AES-128-CTR over as many bytes.</summary>
public class MaskExpansionBenchmarks
{
    private MaskStream? _stream;
    private OpenSslCounterMode? _rival;
    private ulong[] _elements = [];
    private byte[] _buffer = [];

    /// <summary>Words of the vector.</summary>
    [Params(32, 2048, 1_000_000)]
    public int Length { get; set; }

    /// <summary>Opens both ciphers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _stream = MaskStream.FromKey(new byte[MaskStream.KeyLength]);
        _rival = OpenSslCounterMode.TryCreate() ?? throw new NotSupportedException("The baseline needs libcrypto.so.3.");
        _elements = new ulong[Length];
        _buffer = new byte[Length * sizeof(ulong)];
    }

    /// <summary>Closes both.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _stream?.Dispose();
        _rival?.Dispose();
    }

    /// <summary>The rival.</summary>
    [Benchmark(Baseline = true)]
    public void OpenSsl() => _rival!.Encrypt(_buffer);

    /// <summary>Ours.</summary>
    [Benchmark]
    public void AddTo() => _stream!.AddTo(0, _elements);
}
