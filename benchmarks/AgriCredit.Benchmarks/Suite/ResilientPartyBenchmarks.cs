using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Privacy;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A round that parties may drop out of, at a party: encoding, tag, masks, the self mask's shares in a box for each peer, and the peers' boxes opened; the baseline is the encoding alone.</summary>
/// <remarks>Who drops out makes no difference to a party but for a key to be derived for each. A part of the cases: <c>--filter '*ResilientParty*(Parties: 100, Length: 24*'</c>.</remarks>
public class ResilientPartyBenchmarks
{
    private const int FractionalBits = 24;
    private const double Bound = 1024;
    private const int HashLength = 32;
    private const int OwnIndex = 0;
    private readonly RoundContext _context = new(new byte[HashLength], 1, 0, new byte[HashLength], new byte[HashLength]);
    private readonly SecretBytes _groupKey = SecretBytes.CopyOf(new byte[HashLength]);
    private PairSecret[] _peers = [];
    private PairBox[] _boxes = [];
    private byte[][] _received = [];
    private VectorLayout? _layout;
    private double[] _values = [];
    private ulong[] _encoded = [];

    /// <summary>Parties of the federation, this one included.</summary>
    [Params(10, 50, 100)]
    public int Parties { get; set; }

    /// <summary>Elements of the vector.</summary>
    [Params(24, 1_000, 100_000, 1_000_000)]
    public int Length { get; set; }

    /// <summary>Makes seeded values, and secrets and a box for each peer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _values = [.. Enumerable.Range(0, Length).Select(_ => random.NextDouble() - 0.5)];
        _layout = new VectorLayout(Parties, [new VectorPart("values", Length, FractionalBits, Bound)]);
        _encoded = new ulong[Length];
        _peers = [.. Enumerable.Range(1, Parties - 1).Select(peer => new PairSecret(SecretBytes.CopyOf([(byte)peer, .. new byte[HashLength - 1]])))];
        _boxes = [.. Enumerable.Range(1, Parties - 1).Select(peer => new PairBox(SecretBytes.CopyOf([(byte)peer, .. new byte[HashLength - 1]])))];
        using SelfMask mask = SelfMask.Draw();
        using SecretBytes share = mask.Split(ResilientAggregation.Threshold(Parties), Parties)[OwnIndex];
        _received = [.. _boxes.Select((box, index) => box.Seal(Address(index + 1, OwnIndex), share))];
    }

    /// <summary>Erases the secrets.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        Array.ForEach(_peers, peer => peer.Dispose());
        Array.ForEach(_boxes, box => box.Dispose());
        _groupKey.Dispose();
    }

    /// <summary>Fixed point alone.</summary>
    [Benchmark(Baseline = true)]
    public int Encode() => FixedPointEncoding.Encode(_values, _layout!, _encoded);

    /// <summary>All that goes out with the masked input.</summary>
    [Benchmark]
    public int MaskAndShare()
    {
        using SelfMask mask = SelfMask.Draw();
        int bytes = MaskedVector.Create(_values, _layout!, _context, _groupKey, [], _peers, mask, out _)!.Words.Length;
        SecretBytes[] shares = mask.Split(ResilientAggregation.Threshold(Parties), Parties);
        for (int index = 0; index < _boxes.Length; index++)
        {
            bytes += _boxes[index].Seal(Address(OwnIndex, index + 1), shares[index + 1]).Length;
        }

        Array.ForEach(shares, share => share.Dispose());
        return bytes;
    }

    /// <summary>What it does with the boxes of all others.</summary>
    [Benchmark]
    public int OpenShares()
    {
        int opened = 0;
        for (int index = 0; index < _boxes.Length; index++)
        {
            using SecretBytes share = _boxes[index].Open(Address(index + 1, OwnIndex), _received[index])!;
            opened += SelfMask.IsShare(share, OwnIndex + 1) ? 1 : 0;
        }

        return opened;
    }

    private BoxAddress Address(int sender, int receiver) => new($"bank-{sender}", $"bank-{receiver}", _context.Session, _context.Round, _context.Attempt, Kind: 7);
}
