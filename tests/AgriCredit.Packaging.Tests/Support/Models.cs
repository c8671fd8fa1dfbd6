namespace AgriCredit.Packaging.Tests.Support;

internal static class Models
{
    /// <summary>A scorecard with a linear part.</summary>
    public static CreditModel Loans() => new(
        [
            new ModelFeature("term_months", new StandardiseTransform(23.7, 11.2), unit: "month"),
            new ModelFeature("plot_area_mu", new ClipTransform(0, 40, new LogTransform(1, new StandardiseTransform(2.5, 0.75))), missing: MissingPolicy.Mean, valueWhenMissing: 12),
            new ModelFeature(
                "年龄",
                new WoeTransform([WoeBin.Interval(double.NegativeInfinity, 30, -0.625, 0.4), WoeBin.Interval(30, double.PositiveInfinity, 0.25, 0.5), WoeBin.Special([-9], -1.5, 0.0625), WoeBin.Missing(0.125, 0.0375)]),
                missing: MissingPolicy.Bin),
        ],
        -2.1,
        [0.35, -0.6, -0.9],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "packaging", Parties = ["bank"], Rounds = 1, Optimizer = "newton" });

    /// <summary>Applicants of that model, some of them refused.</summary>
    public static double[][] Rows()
    {
        var random = new Random(20_261_124);
        double[] odd = [double.NaN, double.PositiveInfinity, -9, 30, 0, -100];
        return [.. Enumerable.Range(0, 2000).Select(_ => Array.ConvertAll(new double[3], _ => random.Next(8) == 0 ? odd[random.Next(odd.Length)] : random.NextDouble() * 60))];
    }
}
