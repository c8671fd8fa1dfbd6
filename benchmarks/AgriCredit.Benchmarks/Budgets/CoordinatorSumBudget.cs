using System.Runtime.InteropServices;
using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;
using AgriCredit.Privacy;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>The coordinator's sum of masked vectors of 10^6 words, straight from the message's bytes, against a plain vectorised add; nothing is allocated.</summary>
internal sealed class CoordinatorSumBudget : Budget
{
    private const int Length = 1_000_000;
    private const int Rounds = 301;
    private const double TargetRatio = 0.9;

    /// <summary>Two words read and one written.</summary>
    private const double BytesPerElement = 24;

    public override string Name => "coordinator-sum";

    public override BudgetRow? Measure(TextWriter notes)
    {
        ulong[] words = new ulong[Length];
        new Random(1).NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        byte[] message = MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
        var sum = new MaskedSum(Length);
        ulong[] plain = new ulong[Length];
        Comparison seconds = Timing.Compare(Add, () => PlainVectors.Add(words, plain), Rounds);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Add();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > 0)
        {
            notes.WriteLine($"{Name}: an addition allocated {allocated} bytes.");
        }

        return Row(Rate(seconds.Ours), "GB/s", Rate(seconds.Rival), ">= 0.90 x plain add, 0 B allocated", seconds.RateRatio >= TargetRatio && allocated == 0, seconds.RateRatio);

        void Add() => sum.TryAdd(message, tag: 0);
    }

    private static double Rate(double seconds) => BytesPerElement * Length / seconds / 1e9;
}
