using System.Globalization;
using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Federation;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Federated Newton over 1,000,000 loans of 50 features at three parties on this machine, against the pooled fit: cryptography and messages must not be what costs.</summary>
internal sealed class FederatedNewtonLargeBudget : Budget
{
    private const double TargetRatio = 1.3;
    private readonly FittedLoans _loans;

    public FederatedNewtonLargeBudget(FittedLoans loans) => _loans = loans;

    public override string Name => "federated-newton-1m";

    public override BudgetRow? Measure(TextWriter notes)
    {
        FitTimes times = _loans.Times;
        double first = times.Federated.Rounds.First(round => round.Kind == RoundKind.Training).Elapsed.TotalSeconds;
        double alike = times.Seconds.Ours / (times.LayoutSeconds + times.Seconds.Rival);
        notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: in the first round the parties also standardise their rows and lay them out. The last session's first of {times.Federated.Result.Rounds} rounds took {first:F3} s of {times.Federated.TrainingSeconds:F3} s."));
        notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: the limit is the pooled fit of rows laid out before, which took {times.LayoutSeconds:F3} s; counted on both sides the ratio is {alike:F2}."));
        return Row(times.Seconds.Ours * 1e3, "ms", times.Seconds.Rival * 1e3, "<= 1.30 x pooled fit", times.Seconds.Ratio <= TargetRatio, times.Seconds.Ratio);
    }
}
