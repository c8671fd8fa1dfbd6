namespace AgriCredit.Benchmarks.Inputs;

/// <summary>A linear model of features that are standardised by made-up constants.</summary>
internal static class SyntheticModel
{
    /// <summary>A scorer of such a model.</summary>
    /// <param name="features">How many features.</param>
    public static CreditScorer Scorer(int features) => new(new CreditModel(
        [.. Enumerable.Range(0, features).Select(feature => new ModelFeature($"x{feature}", new StandardiseTransform(0.01 * feature, 1 + (0.1 * feature))))],
        -1.5,
        [.. Enumerable.Range(0, features).Select(feature => feature % 2 == 0 ? 0.3 : -0.2)],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "benchmark", Parties = ["benchmark"], Rounds = 0, Optimizer = "newton" }));
}
