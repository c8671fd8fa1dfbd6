using AgriCredit.Benchmarks.Inputs;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A round of the resilient mode with all that belongs to it - signatures, survivors, shares, unmasking, durable state - at the coordinator and at one party apart.</summary>
/// <remarks>Parties drop out before their input. A part of the cases: <c>--filter '*ResilientSession*(Parties: 100, Elements: 24*'</c>.</remarks>
#pragma warning disable CA1001 // BenchmarkDotNet calls the cleanups; they dispose of everything.
public class ResilientSessionBenchmarks
#pragma warning restore CA1001
{
    private RecordedRound? _round;
    private RestoredCoordinator? _coordinator;
    private RestoredParty? _party;

    /// <summary>Parties of the federation.</summary>
    [Params(10, 50, 100)]
    public int Parties { get; set; }

    /// <summary>Elements of the vector: the gradient of 21 features, or the Hessian of as many as come near.</summary>
    [Params(24, 1_000, 100_000)]
    public int Elements { get; set; }

    /// <summary>How many of a hundred parties drop out.</summary>
    [Params(0, 10, 30)]
    public int DropOutPercent { get; set; }

    /// <summary>Records a round.</summary>
    [GlobalSetup]
    public void Setup() => _round = new RecordedRound(Parties, Elements, DropOutPercent);

    /// <summary>Goes back to the beginning of the round.</summary>
    [IterationSetup]
    public void Restore()
    {
        _coordinator = _round!.RestoreCoordinator();
        _party = _round.RestoreParty();
    }

    /// <summary>Releases what was restored.</summary>
    [IterationCleanup]
    public void Release()
    {
        _coordinator?.Dispose();
        _party?.Dispose();
    }

    /// <summary>Releases the identities.</summary>
    [GlobalCleanup]
    public void Cleanup() => _round?.Dispose();

    /// <summary>All messages of a round, up to the published sum and the next plan.</summary>
    [Benchmark]
    public int Coordinator() => _round!.Play(_coordinator!);

    /// <summary>All answers of a round, up to the next input.</summary>
    [Benchmark]
    public ulong Party() => _party!.Play();
}
