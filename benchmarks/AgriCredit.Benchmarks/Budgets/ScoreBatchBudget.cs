using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>A batch of 10^6 applicants of 50 floats on one core, probabilities of default; the limit is reading the floats once.</summary>
internal sealed class ScoreBatchBudget : Budget
{
    private const int Rows = 1_000_000;
    private const int Features = 50;
    private const int Rounds = 15;
    private const double TargetRate = 100;

    /// <summary>A stretch of seeded values that is repeated: no path depends on the values, and the memory read is the same.</summary>
    private const int SeededValues = 4096 * Features;

    public override string Name => "score-batch";

    public override BudgetRow? Measure(TextWriter notes)
    {
        CreditScorer scorer = SyntheticModel.Scorer(Features);
        float[] values = Values();
        double[] probabilities = new double[Rows];
        float sink = 0;
        Comparison seconds = Timing.Compare(() => scorer.ScoreBatch(values, probabilities), () => sink = PlainVectors.Read(values), Rounds);
        double rate = Rate(seconds.Ours);

        // Asked of a number that the limit wrote, so that no compiler may leave it out.
        return Row(rate, "M rows/s", Rate(seconds.Rival), ">= 100 M rows/s", rate >= TargetRate && float.IsFinite(sink), seconds.RateRatio);
    }

    private static double Rate(double seconds) => Rows / seconds / 1e6;

    private static float[] Values()
    {
        var random = new Random(1);
        float[] values = new float[Rows * Features];
        for (int i = 0; i < SeededValues; i++)
        {
            values[i] = random.NextSingle();
        }

        for (int start = SeededValues; start < values.Length; start += SeededValues)
        {
            values.AsSpan(0, Math.Min(SeededValues, values.Length - start)).CopyTo(values.AsSpan(start));
        }

        return values;
    }
}
