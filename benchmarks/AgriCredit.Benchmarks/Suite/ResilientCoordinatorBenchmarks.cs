using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A round that parties drop out of, at the coordinator: sum of the survivors' vectors, interpolation of their self masks, masks taken out; the baseline is the plain sum.</summary>
/// <remarks>Some cases take a second each. A part of them: <c>--filter '*ResilientCoordinator*(Parties: 100, Length: 24,*'</c>.</remarks>
public class ResilientCoordinatorBenchmarks
{
    private ResilientAggregation? _round;
    private ulong[] _plain = [];

    /// <summary>Parties that began the round.</summary>
    [Params(10, 50, 100)]
    public int Parties { get; set; }

    /// <summary>Elements of a vector.</summary>
    [Params(24, 1_000, 100_000, 1_000_000)]
    public int Length { get; set; }

    /// <summary>How many in a hundred dropped out of it.</summary>
    [Params(0, 10, 30)]
    public int DropOutPercent { get; set; }

    /// <summary>Makes vectors, shares and leaves.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _round = new ResilientAggregation(Parties, Length, DropOutPercent);
        _plain = new ulong[Length];
    }

    /// <summary>The plain sum.</summary>
    [Benchmark(Baseline = true)]
    public void PlainSum()
    {
        Array.Clear(_plain);
        for (int vector = 0; vector < _round!.Survivors; vector++)
        {
            PlainVectors.Add(_round.Vectors[vector % _round.Vectors.Length], _plain);
        }
    }

    /// <summary>Ours.</summary>
    [Benchmark]
    public int SumAndUnmask() => _round!.SumAndUnmask().Count;
}
