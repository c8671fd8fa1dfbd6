namespace AgriCredit.Benchmarks.Budgets;

/// <summary>One row of the table of budgets: what is measured, and what it must keep.</summary>
internal abstract class Budget
{
    /// <summary>The row's name, as <c>--only</c> takes it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it takes minutes, so that it is measured only when <c>--only</c> names it.</summary>
    public virtual bool IsLong => false;

    /// <summary>Measures.</summary>
    /// <param name="notes">Takes what the row itself has no room for.</param>
    /// <returns>The row, or null when it cannot be measured here; then a note says why.</returns>
    public abstract BudgetRow? Measure(TextWriter notes);

    /// <summary>A row under this budget's name.</summary>
    /// <param name="figure">Ours.</param>
    /// <param name="unit">The unit of the figure and of the limit.</param>
    /// <param name="limit">What the machine or a rival does, measured beside it; null when there is none.</param>
    /// <param name="target">The budget in words.</param>
    /// <param name="holds">Whether it is kept.</param>
    /// <param name="ratio">Figure to limit when that is not simply the quotient, such as a median of quotients.</param>
    protected BudgetRow Row(double figure, string unit, double? limit, string target, bool holds, double? ratio = null) =>
        new(Name, figure, unit, limit, ratio ?? figure / limit, target, holds);
}
