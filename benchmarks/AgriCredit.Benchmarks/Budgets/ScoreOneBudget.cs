using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>One applicant of 23 features, linear: probability and points, nothing allocated. The limit is a plain loop with the run time's exponential.</summary>
internal sealed class ScoreOneBudget : Budget
{
    private const int Features = 23;
    private const int Applicants = 512;
    private const int Passes = 2;
    private const int Rounds = 501;
    private const double TargetNanoseconds = 40;

    public override string Name => "score-one";

    public override BudgetRow? Measure(TextWriter notes)
    {
        CreditScorer scorer = SyntheticModel.Scorer(Features);
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, Features * Applicants).Select(_ => random.NextDouble())];
        double[] weights = [.. Enumerable.Range(0, Features).Select(_ => random.NextDouble() - 0.5)];
        double sink = 0;
        Comparison seconds = Timing.Compare(Score, ScorePlainly, Rounds);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Score();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > 0)
        {
            notes.WriteLine($"{Name}: {Applicants * Passes} scores allocated {allocated} bytes.");
        }

        // Asked of a number that the loops wrote, so that no compiler may leave them out.
        bool holds = Nanoseconds(seconds.Ours) <= TargetNanoseconds && allocated == 0 && double.IsFinite(sink);
        return Row(Nanoseconds(seconds.Ours), "ns", Nanoseconds(seconds.Rival), "<= 40 ns, 0 B allocated", holds, seconds.Ratio);

        void Score()
        {
            double sum = 0;
            for (int pass = 0; pass < Passes; pass++)
            {
                for (int start = 0; start < values.Length; start += Features)
                {
                    sum += scorer.Score(values.AsSpan(start, Features)).Logit;
                }
            }

            sink = sum;
        }

        void ScorePlainly()
        {
            double sum = 0;
            for (int pass = 0; pass < Passes; pass++)
            {
                for (int start = 0; start < values.Length; start += Features)
                {
                    sum += Probability(values.AsSpan(start, Features), weights);
                }
            }

            sink = sum;
        }
    }

    private static double Nanoseconds(double seconds) => seconds / (Applicants * Passes) * 1e9;

    private static double Probability(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double logit = -1.5;
        for (int i = 0; i < values.Length; i++)
        {
            logit += values[i] * weights[i];
        }

        return 1 / (1 + Math.Exp(-logit));
    }
}
