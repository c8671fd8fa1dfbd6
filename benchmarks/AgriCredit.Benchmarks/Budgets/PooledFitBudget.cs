using System.Globalization;
using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>The pooled fit of standardised rows; the limit is its passes over the rows alone, by the same kernel.</summary>
internal sealed class PooledFitBudget : Budget
{
    private const int Rounds = 5;
    private readonly FittedLoans _loans;
    private readonly double _targetMilliseconds;

    public PooledFitBudget(string name, FittedLoans loans, double targetMilliseconds)
    {
        Name = name;
        _loans = loans;
        _targetMilliseconds = targetMilliseconds;
    }

    public override string Name { get; }

    public override BudgetRow? Measure(TextWriter notes)
    {
        DesignMatrix design = _loans.Design;
        var training = new TrainingOptions();
        LogisticFit fit = LogisticRegression.Fit(design, training);
        double[] gradient = new double[design.Dimension];
        double[] hessian = new double[StatisticsKernel.PackedLength(design.Dimension)];
        Comparison seconds = Timing.Compare(() => LogisticRegression.Fit(design, training), Passes, Rounds);
        double milliseconds = seconds.Ours * 1e3;
        string target = string.Create(CultureInfo.InvariantCulture, $"<= {_targetMilliseconds} ms");
        return Row(milliseconds, "ms", seconds.Rival * 1e3, target, milliseconds <= _targetMilliseconds, seconds.Ratio);

        void Passes()
        {
            for (int round = 0; round < fit.Rounds; round++)
            {
                StatisticsKernel.Evaluate(design, fit.Weights, StatisticsOrder.Hessian, gradient, hessian);
            }
        }
    }
}
