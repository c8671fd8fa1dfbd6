using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>How far a federated coefficient is from the pooled one at most, on the standardised scale: 30,000 loans of 23 features at three parties.</summary>
internal sealed class FederatedAccuracyBudget : Budget
{
    private const double Target = 1e-8;
    private readonly FittedLoans _loans;

    public FederatedAccuracyBudget(FittedLoans loans) => _loans = loans;

    public override string Name => "federated-accuracy";

    public override BudgetRow? Measure(TextWriter notes)
    {
        FitTimes times = _loans.Times;
        double largest = 0;
        for (int index = 0; index < times.Pooled.Weights.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(times.Federated.Result.Weights[index] - times.Pooled.Weights[index]));
        }

        return Row(largest, "coefficient", null, "<= 1e-8", largest <= Target);
    }
}
