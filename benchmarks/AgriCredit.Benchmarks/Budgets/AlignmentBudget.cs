using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Private set intersection of 10,000 with 10,000 ids, both sides in this process on both cores, against the bare multiplications and maps of libsodium on as many threads.</summary>
internal sealed class AlignmentBudget : Budget
{
    private const int Count = 10_000;
    private const int Rounds = 5;
    private const double TargetSeconds = 1.3;

    public override string Name => "psi-10k";

    public override BudgetRow? Measure(TextWriter notes)
    {
        using AlignmentPair pair = AlignmentPair.OfCount(Count);
        int matches = 0;
        Comparison seconds = Timing.Compare(() => matches = pair.Align().Length, () => RawSodium.Align(Count, Environment.ProcessorCount), Rounds);
        if (matches != Count / 2)
        {
            notes.WriteLine($"{Name}: {matches} of the {Count / 2} common ids were found.");
            return null;
        }

        return Row(seconds.Ours, "s", seconds.Rival, "<= 1.3 s", seconds.Ours <= TargetSeconds, seconds.Ratio);
    }
}
