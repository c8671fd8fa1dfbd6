using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Federated Newton over 30,000 loans of 23 features at three parties over gRPC with mutual TLS: all rounds of training; the limit is the pooled fit.</summary>
internal sealed class FederatedNewtonSmallBudget : Budget
{
    private const double TargetMilliseconds = 40;
    private readonly FittedLoans _loans;

    public FederatedNewtonSmallBudget(FittedLoans loans) => _loans = loans;

    public override string Name => "federated-newton-30k";

    public override BudgetRow? Measure(TextWriter notes)
    {
        Comparison seconds = _loans.Times.Seconds;
        double milliseconds = seconds.Ours * 1e3;
        return Row(milliseconds, "ms", seconds.Rival * 1e3, "<= 40 ms", milliseconds <= TargetMilliseconds, seconds.Ratio);
    }
}
