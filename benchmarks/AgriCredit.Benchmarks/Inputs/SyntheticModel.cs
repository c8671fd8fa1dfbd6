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
        new ModelProvenance { Scenario = "benchmark", Parties = ["benchmark"], Rounds = 0, Optimizer = "newton" },
        idColumn: "id"));

    /// <summary>A scorecard of features with six intervals, a special and a missing bin, for values in [0, 10).</summary>
    /// <param name="features">How many features.</param>
    public static CreditModel Scorecard(int features) => new(
        [.. Enumerable.Range(0, features).Select(feature => new ModelFeature($"x{feature}", Bins(feature), missing: MissingPolicy.Bin))],
        -1.5,
        [.. Enumerable.Range(0, features).Select(feature => -0.7 - (0.01 * feature))],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "benchmark", Parties = ["benchmark"], Rounds = 0, Optimizer = "newton" });

    private static WoeTransform Bins(int feature) => new(
    [
        .. Enumerable.Range(0, 6).Select(bin => WoeBin.Interval(
            bin == 0 ? double.NegativeInfinity : 1.5 * bin, bin == 5 ? double.PositiveInfinity : 1.5 * (bin + 1), (0.3 * (bin - 2.5)) + (0.01 * feature), 0.15)),
        WoeBin.Special([-999, -998], -0.4, 0.05),
        WoeBin.Missing(-0.2, 0.05),
    ]);
}
