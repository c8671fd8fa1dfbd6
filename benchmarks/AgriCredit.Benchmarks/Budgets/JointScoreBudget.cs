using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Federation.Vertical;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>
/// A batch of 1,000 applicants, 11 columns of a bank and 12 of a cloud, scored together in one session with all three roles in this process, set-up and dealing included. The limit is the joined model scoring
/// the same applicants in one place.
/// </summary>
internal sealed class JointScoreBudget : Budget
{
    private const int Applicants = ScoringTerms.LargestBatch;
    private const int BankFeatures = 11;
    private const int CloudFeatures = 12;
    private const int Rounds = 101;
    private const int CallsBefore = 60;
    private const double TargetDifference = 1e-4;

    public override string Name => "joint-score-1k";

    public override BudgetRow? Measure(TextWriter notes)
    {
        using var scorers = new JointScorers(BankFeatures, CloudFeatures);
        JointRows batch = scorers.Applicants(Applicants);
        JointRows one = scorers.Applicants(1);
        double[] values = scorers.Values(Applicants);
        double[] plain = new double[Applicants];
        (ScoringResult Bank, ScoringResult Cloud, ScoringResult Dealer) results = Score(batch);
        Comparison seconds = Timing.Compare(() => results = Score(batch), () => scorers.ScorePlainly(values, plain), Rounds, CallsBefore);
        double single = Timing.Median([.. Enumerable.Range(0, Rounds).Select(_ => Timing.Seconds(() => Score(one)))]);
        double difference = results.Bank.Applicants.Zip(plain, (score, probability) => Math.Abs(score.Probability!.Value - probability)).Max();
        notes.WriteLine(FormattableString.Invariant(
            $"{Name}: a session of one applicant {single * 1e3:F2} ms; {results.Bank.Rounds} rounds; sent {results.Bank.Traffic.BytesSent / 1e3:F0}, {results.Cloud.Traffic.BytesSent / 1e3:F0} and {results.Dealer.Traffic.BytesSent / 1e3:F0} kB; largest difference from the joined model's PD {difference:G2}."));
        return Row(seconds.Ours * 1e3, "ms", seconds.Rival * 1e3, "no time set, PDs within 1e-4", results.Bank.Scored == Applicants && difference <= TargetDifference, seconds.Ratio);

        (ScoringResult Bank, ScoringResult Cloud, ScoringResult Dealer) Score(JointRows applicants) => scorers.ScoreAsync(applicants).GetAwaiter().GetResult();
    }
}
