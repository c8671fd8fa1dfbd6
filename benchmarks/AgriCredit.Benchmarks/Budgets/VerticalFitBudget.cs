using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Federation.Vertical;
using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>A fit over the columns of two parties with all three roles in this process, dealing included, alignment not; the limit is the pooled fit in double.</summary>
internal sealed class VerticalFitBudget : Budget
{
    private const int Rows = 27_000;
    private const int BankFeatures = 11;
    private const int CloudFeatures = 12;
    private const int Sessions = 3;
    private const double TargetSeconds = 1.0;
    private const double TargetDifference = 1e-3;

    public override string Name => "vertical-fit-27k";

    public override BudgetRow? Measure(TextWriter notes)
    {
        using var members = new JointMembers(Rows, BankFeatures, CloudFeatures);
        LogisticFit pooled = members.FitPooled();
        var results = new List<(JointResult Bank, JointResult Cloud, JointResult Dealer)>();
        for (int session = 0; session < Sessions; session++)
        {
            results.Add(members.RunInMemoryAsync().GetAwaiter().GetResult());
        }

        double seconds = Timing.Median([.. results.Select(result => result.Bank.FitTime.TotalSeconds)]);
        double limit = Timing.Median([.. Enumerable.Range(0, Sessions).Select(_ => Timing.Seconds(() => members.FitPooled()))]);
        (JointResult bank, JointResult cloud, JointResult dealer) = results[^1];
        double[] coefficients = [bank.Own!.Intercept!.Value, .. bank.Own.Coefficients, .. cloud.Own!.Coefficients];
        double difference = coefficients.Zip(pooled.Weights.ToArray(), (joint, plain) => Math.Abs(joint - plain)).Max();
        notes.WriteLine(FormattableString.Invariant(
            $"{Name}: {string.Join(", ", results.Select(result => FormattableString.Invariant($"{result.Bank.FitTime.TotalSeconds:F2} s")))}; alignment {bank.AlignmentTime.TotalSeconds:F2} s; largest difference from the pooled fit {difference:G2}; {bank.Rounds} rounds; sent {bank.Traffic.BytesSent / 1e6:F1}, {cloud.Traffic.BytesSent / 1e6:F1} and {dealer.Traffic.BytesSent / 1e6:F1} MB."));
        return Row(seconds, "s", limit, "<= 1.0 s, coefficients within 1e-3", seconds <= TargetSeconds && difference <= TargetDifference);
    }
}
