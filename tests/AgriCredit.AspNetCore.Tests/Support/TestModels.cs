namespace AgriCredit.AspNetCore.Tests.Support;

/// <summary>Models to serve.</summary>
internal static class TestModels
{
    public static readonly ModelProvenance Provenance = new() { Scenario = "served", Parties = ["bank-a", "bank-b"], Rounds = 5, Optimizer = "newton" };

    /// <summary>Every kind of input: a number with unit and range, a logarithm, intervals with special codes, categories with and without an other bin, yes or no, a missing indicator.</summary>
    public static CreditModel Mixed(double intercept = -1.5, double? cutOffPoints = 550) => new(
        [
            new ModelFeature("area", new StandardiseTransform(5, 2), unit: "ha", range: new FeatureRange(0, 100), outOfRange: OutOfRangePolicy.Reject),
            new ModelFeature("ln_amount", new LogTransform(0, new StandardiseTransform(9, 1.5)), source: "amount", missing: MissingPolicy.Mean, valueWhenMissing: 8000, unit: "CNY"),
            new ModelFeature("delays", new WoeTransform(
            [
                WoeBin.Interval(double.NegativeInfinity, 1, 0.8, 0.6),
                WoeBin.Interval(1, 4, -0.3, 0.25, new ReasonText("D1", "Payments were late", "曾有逾期还款")),
                WoeBin.Interval(4, double.PositiveInfinity, -1.1, 0.05),
                WoeBin.Special([-999], -0.2, 0.05),
                WoeBin.Missing(-0.4, 0.05),
            ]), missing: MissingPolicy.Bin),
            new ModelFeature("crop", new WoeTransform(
                [WoeBin.OfCategories(["rice", "wheat"], 0.4, 0.7), WoeBin.OfCategories(["棉花"], -0.5, 0.2), WoeBin.Other(-0.3, 0.1)]), reason: new ReasonText("C1", "Kind of crop", "作物类型")),
            new ModelFeature("tenure", new WoeTransform([WoeBin.OfCategories(["owned"], 0.3, 0.5), WoeBin.OfCategories(["rented"], -0.3, 0.5)])),
            new ModelFeature("insured", IdentityTransform.Instance, range: new FeatureRange(0, 1, 1), missing: MissingPolicy.Indicator, valueWhenMissing: 0.5),
            new ModelFeature("insured_missing", new MissingIndicatorTransform(0.1, 0.3), source: "insured", missing: MissingPolicy.Indicator),
        ],
        intercept,
        [-0.6, 0.5, -0.9, -0.7, -0.8, -0.4, 0.2],
        new ScorecardScaling(),
        Provenance,
        idColumn: "loan_id",
        reasons: new ReasonRules(ReasonPolicy.BestAttainable, cutOffPoints));

    /// <summary>Numbers alone, none of which may be missing.</summary>
    public static CreditModel Linear(int inputs) => new(
        [.. Enumerable.Range(0, inputs).Select(input => new ModelFeature($"x{input}", new StandardiseTransform(0.1 * input, 1 + (0.1 * input))))],
        -1.2,
        [.. Enumerable.Range(0, inputs).Select(input => input % 2 == 0 ? 0.3 : -0.2)],
        new ScorecardScaling(),
        Provenance);

    /// <summary>A model whose own centre it refuses: the mean lies outside the range. None is made so, but a file may hold one.</summary>
    public static CreditModel WithoutCentre() => new(
        [new ModelFeature("area", new StandardiseTransform(500, 2), range: new FeatureRange(0, 100), outOfRange: OutOfRangePolicy.Reject)],
        -1.2,
        [0.01],
        new ScorecardScaling(),
        Provenance,
        standardErrors: null,
        idColumn: null,
        reasons: null,
        model => [GoldenVector.Of(new CreditScorer(model), [3.5])]);

    /// <summary>SBA farm loans, with coefficients of the shipped scenario; inputs as they stand in the publisher's columns but the share.</summary>
    public static CreditModel FarmLoans() => new(
        [
            new ModelFeature("term_months", new StandardiseTransform(116.7, 84.2), unit: "months"),
            new ModelFeature("ln_gr_appv", new LogTransform(0, new StandardiseTransform(11.9, 1.4)), source: "gr_appv_usd", unit: "USD"),
            new ModelFeature("guarantee_share", new StandardiseTransform(0.71, 0.18)),
            new ModelFeature("new_business", new StandardiseTransform(0.29, 0.45)),
            new ModelFeature("rev_line_cr", new StandardiseTransform(0.21, 0.41)),
            new ModelFeature("low_doc", new StandardiseTransform(0.13, 0.34)),
        ],
        -2.7129,
        [-1.0753, 0.6521, -0.4060, 0.1934, -0.0445, -0.1112],
        new ScorecardScaling(),
        Provenance);
}
