namespace AgriCredit.Benchmarks.Budgets;

/// <summary>A measured budget; the names are those of the JSON.</summary>
/// <param name="Name">The budget's name.</param>
/// <param name="Figure">Ours.</param>
/// <param name="Unit">The unit of figure and limit.</param>
/// <param name="Limit">What the machine or a rival does, measured beside it; null when there is none.</param>
/// <param name="Ratio">Figure to limit.</param>
/// <param name="Target">The budget in words.</param>
/// <param name="Holds">Whether it is kept.</param>
internal sealed record BudgetRow(string Name, double Figure, string Unit, double? Limit, double? Ratio, string Target, bool Holds);
