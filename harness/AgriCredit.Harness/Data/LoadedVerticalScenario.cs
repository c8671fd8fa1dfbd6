using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Data;

/// <summary>A vertical scenario with its rows: what a simulation starts from. Only the simulation sees the rows joined.</summary>
/// <param name="Scenario">As resolved: the run's <c>scenario.json</c>.</param>
/// <param name="Sides">The parties, the label holder first, then in the scenario's order.</param>
/// <param name="Train">The training rows that every party knows, in the label holder's order; columns in the order of <paramref name="Sides"/>, gaps filled.</param>
/// <param name="Test">The test rows that every party knows, with their gaps; null when the scenario has none.</param>
/// <param name="IdColumn">The column that identifies an applicant.</param>
internal sealed record LoadedVerticalScenario(Scenario Scenario, IReadOnlyList<LoadedSide> Sides, Dataset Train, Dataset? Test, string IdColumn)
{
    /// <summary>The party that holds the label.</summary>
    public LoadedSide LabelHolder => Sides[0];

    /// <summary>The columns of <see cref="Train"/>, in order.</summary>
    public IReadOnlyList<LoadedFeature> Features => [.. Sides.SelectMany(side => side.Features)];
}
