using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Federation.Vertical;
using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>A fit over the columns of two parties with all three roles in this process, dealing included, alignment not; the limit is the pooled fit in double.</summary>
internal sealed class VerticalFitBudget : Budget
{
    private const double TargetDifference = 1e-3;
    private const int LargeRows = 100_000;
    private readonly int _rows;
    private readonly int _bankFeatures;
    private readonly int _cloudFeatures;
    private readonly int _sessions;
    private readonly double _targetSeconds;

    public VerticalFitBudget(string name, int rows, int bankFeatures, int cloudFeatures, int sessions, double targetSeconds)
    {
        Name = name;
        _rows = rows;
        _bankFeatures = bankFeatures;
        _cloudFeatures = cloudFeatures;
        _sessions = sessions;
        _targetSeconds = targetSeconds;
    }

    public override string Name { get; }

    /// <summary>The alignment of a million applicants takes minutes.</summary>
    public override bool IsLong => _rows > LargeRows;

    public override BudgetRow? Measure(TextWriter notes)
    {
        using var members = new JointMembers(_rows, _bankFeatures, _cloudFeatures);
        LogisticFit pooled = members.FitPooled();
        var results = new List<(JointResult Bank, JointResult Cloud, JointResult Dealer)>();
        for (int session = 0; session < _sessions; session++)
        {
            results.Add(members.RunInMemoryAsync().GetAwaiter().GetResult());
        }

        double seconds = Timing.Median([.. results.Select(result => result.Bank.FitTime.TotalSeconds)]);
        double limit = Timing.Median([.. Enumerable.Range(0, _sessions).Select(_ => Timing.Seconds(() => members.FitPooled()))]);
        (JointResult bank, JointResult cloud, JointResult dealer) = results[^1];
        double[] coefficients = [bank.Own!.Intercept!.Value, .. bank.Own.Coefficients, .. cloud.Own!.Coefficients];
        double difference = coefficients.Zip(pooled.Weights.ToArray(), (joint, plain) => Math.Abs(joint - plain)).Max();
        notes.WriteLine(FormattableString.Invariant(
            $"{Name}: {string.Join(", ", results.Select(result => FormattableString.Invariant($"{result.Bank.FitTime.TotalSeconds:F2} s")))}; alignment {bank.AlignmentTime.TotalSeconds:F2} s; largest difference from the pooled fit {difference:G2}; {bank.Rounds} rounds; sent {bank.Traffic.BytesSent / 1e6:F1}, {cloud.Traffic.BytesSent / 1e6:F1} and {dealer.Traffic.BytesSent / 1e6:F1} MB; the process, budgets before this one included, took at most {PeakBytes() / 1e9:F2} GB."));
        return Row(seconds, "s", limit, FormattableString.Invariant($"<= {_targetSeconds:0.0} s, coefficients within 1e-3"), seconds <= _targetSeconds && difference <= TargetDifference);
    }

    private static long PeakBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
