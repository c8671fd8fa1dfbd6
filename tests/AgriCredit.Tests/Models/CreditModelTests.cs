namespace AgriCredit.Tests.Models;

public class CreditModelTests
{
    private static readonly ModelFeature Income = new("income", IdentityTransform.Instance);

    [Fact]
    public void SoundModel_KeepsWhatItIsGiven()
    {
        CreditModel model = TestModels.Smallholder();
        Assert.Equal(["term_months", "plot_area_mu", "rain"], model.Inputs);
        Assert.Equal([-1.07, 0.31, -0.6, 0.25], model.Coefficients);
        Assert.Equal(5, model.StandardErrors!.Count);
        Assert.Equal("loan_id", model.IdColumn);
    }

    [Fact]
    public void FeaturesAndNumbers_AreCopies()
    {
        double[] coefficients = [1];
        ModelFeature[] features = [Income];
        CreditModel model = Make(features, coefficients);
        coefficients[0] = 2;
        features[0] = new ModelFeature("other", IdentityTransform.Instance);
        Assert.Equal(1, model.Coefficients[0]);
        Assert.Equal("income", model.Features[0].Name);
    }

    [Fact]
    public void NegativeZero_LosesItsSign()
    {
        CreditModel model = Make([Income], [-0.0], intercept: -0.0);
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(model.Intercept));
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(model.Coefficients[0]));
    }

    [Fact]
    public void FeaturesThatDoNotGoTogether_AreRefused()
    {
        ModelFeature indicated = new("rain", IdentityTransform.Instance, missing: MissingPolicy.Indicator, valueWhenMissing: 1);
        ModelFeature indicator = new("rain_missing", new MissingIndicatorTransform(), "rain", MissingPolicy.Indicator);
        Refused("1 to 4096 features; got 0");
        Refused("'income' occurs twice", Income, Income);
        Refused("'(intercept)' occurs twice or has the intercept's name", new ModelFeature(CreditModel.InterceptName, IdentityTransform.Instance));
        Refused("'income' has 2 features that carry its value", Income, new ModelFeature("again", IdentityTransform.Instance, "income"));
        Refused("'rain' has policy Indicator and 0 missing indicators; it needs 1", indicated);
        Refused("'rain' has 0 features that carry its value", indicator);
        Refused("'rain' has policy Indicator and 2 missing indicators", indicated, indicator, new ModelFeature("twice", new MissingIndicatorTransform(), "rain", MissingPolicy.Indicator));
        Refused("'rain' has policy Mean and 1 missing indicators", new ModelFeature("rain", IdentityTransform.Instance, missing: MissingPolicy.Mean, valueWhenMissing: 1), indicator);
        Refused("got 4097", [.. Enumerable.Range(0, 4097).Select(i => new ModelFeature($"x{i}", IdentityTransform.Instance))]);

        static void Refused(string message, params ModelFeature[] features) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => Make(features, new double[features.Length])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersThatDoNotFit_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [1, 2]));
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [double.NaN]));
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [1], intercept: double.PositiveInfinity));
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [1], errors: [1]));
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [1], errors: [1, -1]));
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [1], errors: [1, double.NaN]));
        Assert.ThrowsAny<ArgumentException>(() => Make([new ModelFeature("x", new StandardiseTransform(0, 1e-300))], [1e300]));
        Assert.ThrowsAny<ArgumentException>(() => Make([Income], [1], intercept: 1e200));
    }

    [Fact]
    public void FeaturesThatContradictThemselves_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("", IdentityTransform.Instance));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("a\nb", IdentityTransform.Instance));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("\ud83c", IdentityTransform.Instance));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("\udf3e\ud83c", IdentityTransform.Instance));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature(new string('x', 257), IdentityTransform.Instance));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("x", IdentityTransform.Instance, missing: MissingPolicy.Mean));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("x", IdentityTransform.Instance, valueWhenMissing: 1));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("x", IdentityTransform.Instance, missing: MissingPolicy.Mean, valueWhenMissing: double.NaN));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("x", IdentityTransform.Instance, missing: (MissingPolicy)3));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("x", new MissingIndicatorTransform()));
        Assert.ThrowsAny<ArgumentException>(() => new ModelFeature("x", new MissingIndicatorTransform(), missing: MissingPolicy.Indicator, valueWhenMissing: 1));
        Assert.ThrowsAny<ArgumentException>(() => new StandardiseTransform(double.NaN, 1));
        Assert.ThrowsAny<ArgumentException>(() => new StandardiseTransform(0, 0));
        Assert.ThrowsAny<ArgumentException>(() => new StandardiseTransform(0, double.PositiveInfinity));
        Assert.ThrowsAny<ArgumentException>(() => new MissingIndicatorTransform(1.5));
        Assert.ThrowsAny<ArgumentException>(() => new FeatureRange(1, 0));
        Assert.ThrowsAny<ArgumentException>(() => new FeatureRange(double.NaN, 0));
        Assert.Equal("🌾", new ModelFeature("🌾", IdentityTransform.Instance).Name);
    }

    [Fact]
    public void GoldenVectors_TouchCentreBothEndsAndMissingOfEveryInput()
    {
        CreditModel model = TestModels.Smallholder();
        double[] centre = [83.7, 12.5, 0.4];
        double[] low = [1, 12.5 - (3 * 8.25), 0.4 - 3];
        double[] high = [360, 12.5 + (3 * 8.25), 0.4 + 3];
        double[][] vectors = [.. model.GoldenVectors.Select(vector => vector.Inputs.ToArray())];
        Assert.Contains(centre, vectors);
        Assert.Contains(low, vectors);
        Assert.Contains(high, vectors);
        for (int input = 0; input < 3; input++)
        {
            Assert.Contains(With(input, low[input]), vectors);
            Assert.Contains(With(input, high[input]), vectors);
        }

        Assert.Contains(With(1, double.NaN), vectors);
        Assert.Contains(With(2, double.NaN), vectors);
        Assert.Contains(new[] { 83.7, double.NaN, double.NaN }, vectors);
        Assert.Equal(12, vectors.Length);
        var scorer = new CreditScorer(model);
        Assert.All(model.GoldenVectors, vector => Assert.Equal(scorer.Score([.. vector.Inputs]), vector.Score));

        double[] With(int input, double value)
        {
            double[] row = [.. centre];
            row[input] = value;
            return row;
        }
    }

    [Fact]
    public void GoldenVectors_OfManyFeatures_StayFewAndTouchEveryBound()
    {
        CreditModel model = Make(
            [.. Enumerable.Range(0, 1000).Select(i => new ModelFeature($"x{i}", IdentityTransform.Instance, range: new FeatureRange(i, i + 1)))], new double[1000]);
        Assert.InRange(model.GoldenVectors.Count, 3, 67);
        for (int input = 0; input < 1000; input++)
        {
            Assert.Contains(model.GoldenVectors.Skip(3), vector => vector.Inputs[input] == input);
            Assert.Contains(model.GoldenVectors.Skip(3), vector => vector.Inputs[input] == input + 1);
        }
    }

    [Fact]
    public void ProvenanceThatCannotBe_IsRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new ModelProvenance { Scenario = "", Parties = [], Rounds = 0, Optimizer = "newton" });
        Assert.ThrowsAny<ArgumentException>(() => new ModelProvenance { Scenario = "s", Parties = ["a", ""], Rounds = 0, Optimizer = "newton" });
        Assert.ThrowsAny<ArgumentException>(() => new ModelProvenance { Scenario = "s", Parties = [], Rounds = -1, Optimizer = "newton" });
        Assert.ThrowsAny<ArgumentException>(() => new ModelProvenance { Scenario = "s", Parties = [], Rounds = 0, Optimizer = "newton", SessionId = "0F" });
        Assert.ThrowsAny<ArgumentException>(() => new ModelProvenance { Scenario = "s", Parties = [], Rounds = 0, Optimizer = "newton", FractionalBits = -1 });
    }

    private static CreditModel Make(IReadOnlyList<ModelFeature> features, IReadOnlyList<double> coefficients, double intercept = 0, IReadOnlyList<double>? errors = null) =>
        new(features, intercept, coefficients, new ScorecardScaling(), TestModels.Provenance, errors);
}
