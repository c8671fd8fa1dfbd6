using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>One applicant of a scorecard of 23 features: bins, points and reasons written to a span, nothing allocated. The limit is the same without reasons.</summary>
internal sealed class ScoreReasonsBudget : Budget
{
    private const int Features = 23;
    private const int Applicants = 512;
    private const int Rounds = 301;
    private const double TargetNanoseconds = 400;

    public override string Name => "score-reasons";

    public override BudgetRow? Measure(TextWriter notes)
    {
        var scorer = new CreditScorer(SyntheticModel.Scorecard(Features));
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, Features * Applicants).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble() * 10)];
        var reasons = new ReasonCode[scorer.Model.Reasons.Maximum];
        double sink = 0;
        Comparison seconds = Timing.Compare(Explain, Score, Rounds);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Explain();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > 0)
        {
            notes.WriteLine($"{Name}: {Applicants} scores with reasons allocated {allocated} bytes.");
        }

        // Asked of a number that the loops wrote, so that no compiler may leave them out.
        bool holds = Nanoseconds(seconds.Ours) <= TargetNanoseconds && allocated == 0 && double.IsFinite(sink);
        return Row(Nanoseconds(seconds.Ours), "ns", Nanoseconds(seconds.Rival), "<= 400 ns, 0 B allocated", holds, seconds.Ratio);

        void Explain()
        {
            double sum = 0;
            for (int start = 0; start < values.Length; start += Features)
            {
                sum += scorer.Explain(values.AsSpan(start, Features), reasons, out int count).Logit + count;
            }

            sink = sum;
        }

        void Score()
        {
            double sum = 0;
            for (int start = 0; start < values.Length; start += Features)
            {
                sum += scorer.Score(values.AsSpan(start, Features)).Logit;
            }

            sink = sum;
        }
    }

    private static double Nanoseconds(double seconds) => seconds / Applicants * 1e9;
}
