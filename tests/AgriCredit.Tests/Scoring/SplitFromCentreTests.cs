using CsCheck;

namespace AgriCredit.Tests.Scoring;

public class SplitFromCentreTests
{
    [Fact]
    public void CentreAndParts_AddUpToThePoints() => Gen.Select(Gen.Int[1, 30], Gen.Int[0, 1 << 20], Gen.Bool).Sample(
        (inputs, seed, isLinear) =>
        {
            CreditModel model = isLinear ? TestModels.Random(inputs, seed) : TestModels.Piecewise(inputs, seed);
            var scorer = new CreditScorer(model);
            double[] row = [.. isLinear ? TestModels.Rows(model, 1, seed) : TestModels.PiecewiseRows(model, 1, seed)];
            double[] parts = new double[inputs];
            Points centre = Assert.NotNull(scorer.SplitFromCentre(row, parts));
            Assert.Equal(scorer.Score(GoldenVectorChoice.Centre(model)).Points.Value, centre.Value, 1e-9);
            Assert.Equal(scorer.Score(row).Points.Value, centre.Value + parts.Sum(), 1e-6);

            // What one value adds is the difference that it alone makes.
            double[] one = GoldenVectorChoice.Centre(model);
            int moved = seed % inputs;
            one[moved] = row[moved];
            Assert.Equal(scorer.Score(one).Points.Value - centre.Value, parts[moved], 1e-6);
        },
        iter: 200);

    [Fact]
    public void GoldenVectorsInAnotherOrder_ChangeNothing()
    {
        CreditModel model = TestModels.Smallholder();
        CreditModel other = With(model.Features, vectors => [.. vectors.Reverse()]);
        Assert.NotEqual(model.GoldenVectors[0].Inputs, other.GoldenVectors[0].Inputs);
        double[] parts = new double[3];
        double[] otherParts = new double[3];
        double[] row = [24, 3.5, double.NaN];
        Assert.Equal(new CreditScorer(model).SplitFromCentre(row, parts), new CreditScorer(other).SplitFromCentre(row, otherParts));
        Assert.Equal(parts, otherParts);
    }

    [Fact]
    public void ModelThatRefusesItsOwnCentre_HasNoParts()
    {
        // The mean lies outside the range: no such model is made here, but a file may hold one.
        ModelFeature[] features = [new ModelFeature("area", new StandardiseTransform(500, 2), range: new FeatureRange(0, 100), outOfRange: OutOfRangePolicy.Reject)];
        CreditModel model = With(features, _ => []);
        Assert.Null(new CreditScorer(model).SplitFromCentre([3.5], new double[1]));
        Assert.True(double.IsFinite(new CreditScorer(model).Score([3.5]).Points.Value));
    }

    private static CreditModel With(IReadOnlyList<ModelFeature> features, Func<IReadOnlyList<GoldenVector>, IReadOnlyList<GoldenVector>> vectors) => new(
        features,
        -2.75,
        [.. new[] { -1.07, 0.31, -0.6, 0.25 }.Take(features.Count)],
        new ScorecardScaling(),
        TestModels.Provenance,
        standardErrors: null,
        idColumn: null,
        reasons: null,
        model => vectors(features.Count == 1 ? [] : GoldenVectorChoice.Choose(new CreditScorer(model))));
}
