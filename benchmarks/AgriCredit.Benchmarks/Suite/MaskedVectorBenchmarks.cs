using AgriCredit.Privacy;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>What a party does to its values before they leave: encoding, tag, and a mask for each peer; the baseline is the encoding alone.</summary>
public class MaskedVectorBenchmarks
{
    private const int FractionalBits = 24;
    private const double Bound = 1024;
    private const int HashLength = 32;
    private readonly RoundContext _context = new(new byte[HashLength], 1, 0, new byte[HashLength], new byte[HashLength]);
    private readonly SecretBytes _groupKey = SecretBytes.CopyOf(new byte[HashLength]);
    private PairSecret[] _peers = [];
    private VectorLayout? _layout;
    private double[] _values = [];
    private ulong[] _encoded = [];

    /// <summary>Parties of the federation, this one included.</summary>
    [Params(3, 10, 32)]
    public int Parties { get; set; }

    /// <summary>Coordinates of the vector; 302 is a Newton round of 23 features.</summary>
    [Params(302, 10_000, 1_000_000)]
    public int Length { get; set; }

    /// <summary>Makes seeded values and a secret for each peer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _values = [.. Enumerable.Range(0, Length).Select(_ => random.NextDouble() - 0.5)];
        _layout = new VectorLayout(Parties, [new VectorPart("values", Length, FractionalBits, Bound)]);
        _encoded = new ulong[Length];
        _peers = [.. Enumerable.Range(1, Parties - 1).Select(peer => new PairSecret(SecretBytes.CopyOf([(byte)peer, .. new byte[HashLength - 1]])))];
    }

    /// <summary>Erases the secrets.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (PairSecret peer in _peers)
        {
            peer.Dispose();
        }

        _groupKey.Dispose();
    }

    /// <summary>Fixed point alone.</summary>
    [Benchmark(Baseline = true)]
    public int Encode() => FixedPointEncoding.Encode(_values, _layout!, _encoded);

    /// <summary>All of it.</summary>
    [Benchmark]
    public ReadOnlyMemory<byte> EncodeAndMask() => MaskedVector.Create(_values, _layout!, _context, _groupKey, [], _peers, selfMask: null, out _)!.Words;
}
