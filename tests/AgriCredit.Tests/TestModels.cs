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
}
