using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Data;

/// <summary>A scenario with its rows: what a simulation starts from.</summary>
/// <param name="Scenario">As resolved: every default filled in, features listed; the run's <c>scenario.json</c>.</param>
/// <param name="Parties">In the order of their ids: by number when all are numbers, else by ordinal text.</param>
/// <param name="Test">All test rows in query order; null when the scenario has none.</param>
/// <param name="Features">The columns of every <see cref="Dataset"/>, in order.</param>
/// <param name="IdColumn">The column that identifies an applicant, if the scenario names one.</param>
internal sealed record LoadedScenario(
    Scenario Scenario,
    IReadOnlyList<LoadedParty> Parties,
    Dataset? Test,
    IReadOnlyList<LoadedFeature> Features,
    string? IdColumn);
