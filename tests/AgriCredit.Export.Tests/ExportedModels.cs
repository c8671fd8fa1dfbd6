namespace AgriCredit.Export.Tests;

/// <summary>Models with every step that an export has to say, and applicants that meet each of them.</summary>
internal static class ExportedModels
{
    private static readonly ModelProvenance Provenance = new() { Scenario = "export", Parties = ["bank"], Rounds = 1, Optimizer = "newton" };

    public static TheoryData<string> Names => ["linear", "scorecard", "mixed", "binned"];

    public static CreditModel Get(string name) => name switch
    {
        "linear" => Linear(),
        "scorecard" => Scorecard(),
        "mixed" => Mixed(),
        "binned" => Binned(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>Rows of values in the order of the inputs: some usual, the rest at and beside every bound, missing, infinite, in no bin.</summary>
    public static double[][] Rows(CreditModel model)
    {
        var random = new Random(20_261_124);
        double[] edges = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -1, 1, 2, 3, 12, 36, -9, -99, 1e9, -1e9, 1e-300, Math.BitDecrement(12), Math.BitIncrement(36)];
        bool[] hasCategories = [.. model.Inputs.Select(input => model.Features.Any(feature => feature.Source == input && feature.Transform is WoeTransform { Categories.Count: > 0 }))];
        return [.. Enumerable.Range(0, 4000).Select(row => Array.ConvertAll(hasCategories, isCategory => random.Next(row % 4 == 0 ? 2 : 12) switch
        {
            0 => edges[random.Next(edges.Length)],
            _ when isCategory => random.Next(4),
            _ => Math.Round((random.NextDouble() * 60) - 5, random.Next(3)),
        }))];
    }

    /// <summary>By input the categories that its bins list; null for numbers.</summary>
    public static IReadOnlyList<string>?[] Categories(CreditModel model) =>
        [.. model.InputFeatures.Select(feature => feature.Transform is WoeTransform { Categories.Count: > 0 } woe ? woe.Categories : null)];

    /// <summary>The value that the scorer is to be given for one of <see cref="Rows"/>: a number that is no category's code stands for a category that no bin lists.</summary>
    public static double Scored(double value, IReadOnlyList<string>? categories) => categories is null || double.IsNaN(value) || IsCode(value, categories) ? value : categories.Count;

    /// <summary>The same as a category.</summary>
    public static string? Category(double value, IReadOnlyList<string> categories) => double.IsNaN(value) ? null : IsCode(value, categories) ? categories[(int)value] : "none of them";

    /// <summary>What the scorer says of a row; null where it refuses.</summary>
    public static CreditScore? Score(CreditScorer scorer, double[] row)
    {
        try
        {
            return scorer.Score(row);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsCode(double value, IReadOnlyList<string> categories) => value >= 0 && value < categories.Count && value == Math.Truncate(value);

    private static CreditModel Linear() => new(
        [
            new ModelFeature("term \"months\"", new StandardiseTransform(23.7, 11.2)),
            new ModelFeature("area", new StandardiseTransform(12.5, 8.25), missing: MissingPolicy.Mean, valueWhenMissing: 12.5),
            new ModelFeature("rain", IdentityTransform.Instance, missing: MissingPolicy.Indicator, valueWhenMissing: 0.4),
            new ModelFeature("rain_missing", new MissingIndicatorTransform(0.1, 0.3), source: "rain", missing: MissingPolicy.Indicator),
        ],
        -2.75,
        [-1.07, 0.31, -0.06, 0.25],
        new ScorecardScaling(),
        Provenance);

    private static CreditModel Scorecard() => new(
        [
            new ModelFeature("term", Numbers(), missing: MissingPolicy.Bin, range: new FeatureRange(-9, 50), outOfRange: OutOfRangePolicy.Reject),
            new ModelFeature("crop", Crops(withOther: true), missing: MissingPolicy.Bin),
            new ModelFeature("tenure", Crops(withOther: false)),
        ],
        -2.1,
        [-0.9, -1.1, -0.4],
        new ScorecardScaling(500, 20, 40),
        Provenance);

    private static CreditModel Mixed() => new(
        [
            new ModelFeature("income", new ClipTransform(0, 36, new LogTransform(1, new StandardiseTransform(2.5, 0.75))), missing: MissingPolicy.Mean, valueWhenMissing: 12),
            new ModelFeature("debt", new LogTransform(2), range: new FeatureRange(-1, 40), outOfRange: OutOfRangePolicy.Reject),
            new ModelFeature("age", new ClipTransform(12, 36)),
            new ModelFeature("term", Numbers(), missing: MissingPolicy.Bin),
        ],
        0.5,
        [-0.7, 0.35, 0.02, -0.8],
        new ScorecardScaling(),
        Provenance);

    private static CreditModel Binned() => new(
        [
            new ModelFeature("age", new ClipTransform(12, 36, new StandardiseTransform(20, 4)), missing: MissingPolicy.Indicator, valueWhenMissing: 21),
            new ModelFeature("age_missing", new MissingIndicatorTransform(), source: "age", missing: MissingPolicy.Indicator),
            new ModelFeature("crop", Crops(withOther: true), missing: MissingPolicy.Bin),
            new ModelFeature("tenure", Crops(withOther: false)),
            new ModelFeature("term", Codes(), missing: MissingPolicy.Indicator, valueWhenMissing: 30),
            new ModelFeature("term_missing", new MissingIndicatorTransform(0.25, 0.5), source: "term", missing: MissingPolicy.Indicator),
            new ModelFeature("dues", Codes(), missing: MissingPolicy.Mean, valueWhenMissing: 3, range: new FeatureRange(0, 50), outOfRange: OutOfRangePolicy.Reject),
            new ModelFeature("all", new WoeTransform([WoeBin.Interval(double.NegativeInfinity, double.PositiveInfinity, 0.5), WoeBin.Missing(-0.5)]), missing: MissingPolicy.Bin),
        ],
        -1.5,
        [-0.3, 0.4, -1.1, -0.4, -0.7, 0.2, -0.9, -0.5],
        new ScorecardScaling(),
        Provenance);

    private static WoeTransform Numbers() => new(
    [
        WoeBin.Interval(double.NegativeInfinity, 12, -0.625),
        WoeBin.Interval(12, 36, 0.25),
        WoeBin.Interval(36, double.PositiveInfinity, 0.875),
        WoeBin.Special([-9, -99], -1.5),
        WoeBin.Missing(0.125),
    ]);

    // Codes at a bound, inside intervals, side by side, and in no other place.
    private static WoeTransform Codes() => new(
    [
        WoeBin.Interval(double.NegativeInfinity, 12, -0.625),
        WoeBin.Interval(12, 36, 0.25),
        WoeBin.Interval(36, double.PositiveInfinity, 0.875),
        WoeBin.Special([12, 20, -9, -99], -1.5),
        WoeBin.Special([Math.BitIncrement(20), 0, 36], 1.25),
    ]);

    private static WoeTransform Crops(bool withOther) => new(
    [
        WoeBin.OfCategories(["rice", "it's \"maize\""], 0.5),
        WoeBin.OfCategories(["水果"], -0.75),
        .. withOther ? (WoeBin[])[WoeBin.Other(-0.25), WoeBin.Missing(0.0625)] : [],
    ]);
}
