using System.Globalization;
using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Processor time of a member in a round of 100 parties and 24 elements, the whole protocol with it: the worse of no drop-outs and 30.</summary>
internal sealed class ResilientRoundBudget : Budget
{
    private readonly Func<(double Whole, double Fewer)> _measure;
    private readonly double _milliseconds;

    public ResilientRoundBudget(string name, double milliseconds, Func<(double Whole, double Fewer)> measure)
    {
        Name = name;
        _milliseconds = milliseconds;
        _measure = measure;
    }

    public override string Name { get; }

    public override BudgetRow? Measure(TextWriter notes)
    {
        (double whole, double fewer) = _measure();
        double worse = Math.Max(whole, fewer) * 1e3;
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name}: {whole * 1e3:F1} ms with nobody dropped out, {fewer * 1e3:F1} ms with 30 of 100."));
        return Row(worse, "ms", null, string.Create(CultureInfo.InvariantCulture, $"<= {_milliseconds} ms CPU"), worse <= _milliseconds);
    }
}
