namespace AgriCredit.Tests;

/// <summary>Models for tests, made from a seed or by hand.</summary>
internal static class TestModels
{
    public static ModelProvenance Provenance { get; } = new()
    {
        Scenario = "smallholder",
        SessionId = "00ff",
        Parties = ["bank-1", "银行-2"],
        Rounds = 8,
        Optimizer = "newton",
        AggregationMode = "static",
        FractionalBits = 24,
        Waivers = ["rareCategory"],
    };

    /// <summary>Three inputs, one of each missing policy, four features.</summary>
    public static CreditModel Smallholder(ScorecardScaling? scaling = null) => new(
        [
            new ModelFeature("term_months", new StandardiseTransform(83.7, 71.2), unit: "month", range: new FeatureRange(1, 360)),
            new ModelFeature("plot_area_mu", new StandardiseTransform(12.5, 8.25), missing: MissingPolicy.Mean, valueWhenMissing: 12.5, unit: "mu"),
            new ModelFeature("rain", IdentityTransform.Instance, missing: MissingPolicy.Indicator, valueWhenMissing: 0.4),
            new ModelFeature("rain_missing", new MissingIndicatorTransform(0.1, 0.3), source: "rain", missing: MissingPolicy.Indicator),
        ],
        -2.75,
        [-1.07, 0.31, -0.6, 0.25],
        scaling ?? new ScorecardScaling(),
        Provenance,
        [0.05, 0.06, 0.04, 0.1, 0.02],
        "loan_id");

    /// <summary>A model of so many standardised features, every third with policy Mean, every seventh with Indicator.</summary>
    public static CreditModel Random(int inputs, int seed)
    {
        var random = new Random(seed);
        List<ModelFeature> features = [];
        for (int i = 0; i < inputs; i++)
        {
            MissingPolicy policy = i % 7 == 6 ? MissingPolicy.Indicator : i % 3 == 2 ? MissingPolicy.Mean : MissingPolicy.Reject;
            double mean = (random.NextDouble() - 0.5) * 100;
            FeatureTransform transform = i % 5 == 4 ? IdentityTransform.Instance : new StandardiseTransform(mean, 0.1 + (10 * random.NextDouble()));
            features.Add(new ModelFeature($"x{i}", transform, missing: policy, valueWhenMissing: policy == MissingPolicy.Reject ? null : mean));
            if (policy == MissingPolicy.Indicator)
            {
                features.Add(new ModelFeature($"x{i}_missing", new MissingIndicatorTransform(0.2, 0.4), $"x{i}", policy));
            }
        }

        double[] coefficients = [.. features.Select(_ => (random.NextDouble() - 0.5) / Math.Sqrt(inputs))];
        return new CreditModel(features, random.NextDouble() - 3, coefficients, new ScorecardScaling(), Provenance);
    }

    /// <summary>Applicants of such a model, exact as floats; one value in eight is missing where the policy permits.</summary>
    public static float[] Rows(CreditModel model, int rows, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[rows * model.Inputs.Count];
        for (int i = 0; i < values.Length; i++)
        {
            string input = model.Inputs[i % model.Inputs.Count];
            bool mayMiss = model.Features.First(feature => feature.Source == input).Missing != MissingPolicy.Reject;
            values[i] = mayMiss && random.Next(8) == 0 ? float.NaN : (float)((random.NextDouble() - 0.5) * 200);
        }

        return values;
    }

    /// <summary>Goods and bads in the bins of age: below 25, to 40, above, missing; 1000 and 150 in all.</summary>
    public static (int Goods, int Bads)[] AgeCounts { get; } = [(100, 50), (300, 50), (500, 30), (100, 20)];

    /// <summary>A scorecard of two features that can be checked by hand: WOE of age from <see cref="AgeCounts"/>, of crop chosen.</summary>
    public static CreditModel Scorecard(ReasonRules? reasons = null) => new(
        [
            new ModelFeature("age", Age(), missing: MissingPolicy.Bin, unit: "year", range: new FeatureRange(18, 90, 1), direction: MonotoneDirection.Decreasing),
            new ModelFeature("crop", Crop(), missing: MissingPolicy.Bin, reason: new ReasonText("C1", "The crop has a volatile price", "作物价格波动大")),
        ],
        Math.Log(150.0 / 1000),
        [-0.9, -1.1],
        new ScorecardScaling(),
        Provenance,
        reasons: reasons);

    public static WoeTransform Age()
    {
        double Woe(int bin) => Math.Log(AgeCounts[bin].Goods / 1000.0 / (AgeCounts[bin].Bads / 150.0));
        double Share(int bin) => (AgeCounts[bin].Goods + AgeCounts[bin].Bads) / 1150.0;
        return new WoeTransform(
            [
                WoeBin.Interval(double.NegativeInfinity, 25, Woe(0), Share(0)),
                WoeBin.Interval(25, 40, Woe(1), Share(1)),
                WoeBin.Interval(40, double.PositiveInfinity, Woe(2), Share(2)),
                WoeBin.Missing(Woe(3), Share(3), new ReasonText("A9", "Age is not stated", "未填写年龄")),
            ],
            0.568916);
    }

    private static WoeTransform Crop() => new(
        [
            WoeBin.OfCategories(["rice", "wheat"], 0.5, 0.6),
            WoeBin.OfCategories(["pepper"], -0.7, 0.2),
            WoeBin.Other(-0.2, 0.15),
            WoeBin.Missing(-0.1, 0.05),
        ]);

    /// <summary>A model of every transform and policy, made from a seed.</summary>
    public static CreditModel Piecewise(int inputs, int seed, ReasonRules? reasons = null)
    {
        var random = new Random(seed);
        List<ModelFeature> features = [];
        for (int i = 0; i < inputs; i++)
        {
            string group = i % 3 == 1 ? $"x{i - 1}" : $"x{i}";
            double mean = random.Next(-20, 20);
            features.Add((i % 8) switch
            {
                0 => new ModelFeature($"x{i}", Bins(random, random.Next(0, 20), special: true, missing: true), missing: MissingPolicy.Bin, group: group),
                1 => new ModelFeature($"x{i}", Categories(random, random.Next(1, 12), other: true), missing: MissingPolicy.Bin, group: group),
                2 => new ModelFeature($"x{i}", new ClipTransform(-50, 50, new StandardiseTransform(mean, 10)), missing: MissingPolicy.Mean, valueWhenMissing: mean, group: group),
                3 => new ModelFeature($"x{i}", new ClipTransform(0, 90, new LogTransform(1, new StandardiseTransform(2, 1))), group: group),
                4 => new ModelFeature($"x{i}", new StandardiseTransform(mean, 7), missing: MissingPolicy.Indicator, valueWhenMissing: mean, range: new FeatureRange(-100, 100), outOfRange: OutOfRangePolicy.Reject, group: group),
                5 => new ModelFeature($"x{i}", Bins(random, random.Next(1, 9), special: false, missing: false), missing: MissingPolicy.Mean, valueWhenMissing: 3, group: group),
                6 => new ModelFeature($"x{i}", IdentityTransform.Instance, missing: MissingPolicy.Mean, valueWhenMissing: 0, range: new FeatureRange(-100, 100), group: group),
                _ => new ModelFeature($"x{i}", new LogTransform(101), missing: MissingPolicy.Mean, valueWhenMissing: 1, range: new FeatureRange(-100, 100), group: group),
            });
            if (features[^1].Missing == MissingPolicy.Indicator)
            {
                features.Add(new ModelFeature($"x{i}_missing", new MissingIndicatorTransform(0.1, 0.3), $"x{i}", MissingPolicy.Indicator));
            }
        }

        double[] coefficients = [.. features.Select(_ => (random.NextDouble() - 0.5) / Math.Sqrt(inputs))];
        return new CreditModel(features, -2, coefficients, new ScorecardScaling(), Provenance, reasons: reasons);
    }

    /// <summary>Applicants that such a model scores, exact as floats.</summary>
    public static float[] PiecewiseRows(CreditModel model, int rows, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[rows * model.Inputs.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ModelFeature feature = model.InputFeatures[i % model.Inputs.Count];
            values[i] = feature switch
            {
                { Missing: not MissingPolicy.Reject } when random.Next(8) == 0 => float.NaN,
                { Transform: WoeTransform { HasCategories: true } woe } => random.Next(woe.Categories.Count + 1),
                _ when random.Next(8) == 0 => random.Next(-99, -90),
                _ => (float)((random.NextDouble() - 0.5) * 200),
            };
        }

        return values;
    }

    private static WoeTransform Bins(Random random, int cuts, bool special, bool missing)
    {
        double[] bounds = [double.NegativeInfinity, .. Enumerable.Range(0, cuts).Select(cut => -60.0 + (6 * cut) + random.Next(5)), double.PositiveInfinity];
        List<WoeBin> bins = [.. Enumerable.Range(0, cuts + 1).Select(bin => WoeBin.Interval(bounds[bin], bounds[bin + 1], random.NextDouble() - 0.5, 0.5 / (cuts + 1)))];
        double left = 0.5;
        if (special)
        {
            bins.Add(WoeBin.Special([-99, -98], random.NextDouble() - 0.5, 0.125));
            bins.Add(WoeBin.Special([-97], random.NextDouble() - 0.5, 0.125));
            left -= 0.25;
        }

        if (missing)
        {
            bins.Add(WoeBin.Missing(random.NextDouble() - 0.5, left));
            left = 0;
        }

        if (left > 0)
        {
            bins[0] = WoeBin.Interval(bins[0].Low, bins[0].High, bins[0].Woe, bins[0].Share + left);
        }

        return new WoeTransform(bins);
    }

    private static WoeTransform Categories(Random random, int bins, bool other)
    {
        List<WoeBin> all = [.. Enumerable.Range(0, bins).Select(bin => WoeBin.OfCategories([$"a{bin}", $"b{bin}"], random.NextDouble() - 0.5, 0.5 / bins))];
        all.Add(WoeBin.Missing(random.NextDouble() - 0.5, other ? 0.25 : 0.5));
        if (other)
        {
            all.Add(WoeBin.Other(random.NextDouble() - 0.5, 0.25));
        }

        return new WoeTransform(all);
    }
}
