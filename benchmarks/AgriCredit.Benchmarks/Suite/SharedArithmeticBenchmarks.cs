using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;
using AgriCredit.Privacy;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>The steps of a joint fit's arithmetic on shares, for one block of rows and one core; the baseline is the same product of columns in double.</summary>
#pragma warning disable CA1001 // BenchmarkDotNet calls the cleanup; it disposes of the seed.
public class SharedArithmeticBenchmarks
#pragma warning restore CA1001
{
    private const int Rows = 2048;
    private const int Directions = 24;
    private const int Shift = 38;
    private readonly RingColumns _columns = new(Rows, Directions);
    private readonly ulong[] _block = new ulong[Rows * Directions];
    private readonly ulong[] _products = new ulong[Directions * Directions];
    private readonly ulong[] _weights = new ulong[Directions];
    private readonly ulong[] _words = new ulong[Rows];
    private readonly ulong[] _bits = new ulong[2 * Rows];
    private readonly uint[] _phases = new uint[Rows];
    private readonly uint[] _halves = new uint[Rows];
    private readonly uint[] _curvatures = new uint[Rows];
    private readonly uint[] _halfBits = new uint[2 * Rows];
    private readonly uint[] _table = new uint[Rows * SigmoidSeries.Fine.Width];
    private readonly double[] _doubles = new double[Rows * Directions];
    private readonly double[] _sums = new double[Directions * Directions];
    private DealtSeed? _seed;
    private int _pass;

    /// <summary>Fills everything with words of any kind.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _seed = new DealtSeed(SecretBytes.Random(DealtSeed.Length), new byte[32]);
        for (int column = 0; column < Directions; column++)
        {
            _seed.Draw(new DealtLabel(DealtOperation.ColumnMask, 0, column), _columns.Column(column).Span);
        }

        _seed.Draw(new DealtLabel(DealtOperation.WeightedMask, 0), _block);
        _seed.Draw(new DealtLabel(DealtOperation.WeightMask, 0), _weights);
        _seed.Draw(new DealtLabel(DealtOperation.Phase, 0), _phases);
        _seed.Draw(new DealtLabel(DealtOperation.PhaseTable, 0), _table);
        for (int i = 0; i < _doubles.Length; i++)
        {
            _doubles[i] = new SeededNumbers(1).Uniform((ulong)i);
        }
    }

    /// <summary>Erases the seed.</summary>
    [GlobalCleanup]
    public void Cleanup() => _seed?.Dispose();

    /// <summary>24 x 24 sums of products in double.</summary>
    [Benchmark(Baseline = true)]
    public void GramInDouble() => PlainVectors.AddGram(_doubles, Rows, _sums);

    /// <summary>Q'V of a block.</summary>
    [Benchmark]
    public void Hessian() => _columns.TransposeMultiplyAdd(0, Rows, _block, _products);

    /// <summary>Q v of a block.</summary>
    [Benchmark]
    public void Logits() => _columns.MultiplyAdd(0, _weights, _words);

    /// <summary>Q'r of a block.</summary>
    [Benchmark]
    public void Gradient() => _columns.TransposeMultiplyAdd(0, _words, _weights);

    /// <summary>The dealer's sines and cosines of a block.</summary>
    [Benchmark]
    public void DealTable() => PhaseTable.Compute(SigmoidSeries.Fine, _phases, _table);

    /// <summary>A party's shares of the PD and of p(1-p) of a block.</summary>
    [Benchmark]
    public void Sigmoid() => PhaseTable.Apply(SigmoidSeries.Fine, _phases, _table, _halves, _curvatures, addsConstant: true);

    /// <summary>A lift of a block.</summary>
    [Benchmark]
    public void Lift() => LiftBits.Finish(_halves, _phases, _halfBits, _words, addsConstant: true);

    /// <summary>A truncation of 2,048 words.</summary>
    [Benchmark]
    public void Truncation() => TruncationBits.Finish(_words, _bits, Shift, addsConstant: true);

    /// <summary>A stream of masks for a block.</summary>
    [Benchmark]
    public void Draw() => _seed!.Draw(new DealtLabel(DealtOperation.ResidualMask, ++_pass), _words);
}
