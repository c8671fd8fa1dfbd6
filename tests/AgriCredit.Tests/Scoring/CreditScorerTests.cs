using CsCheck;

namespace AgriCredit.Tests.Scoring;

public class CreditScorerTests
{
    public static TheoryData<int> InputCounts => [1, 2, 6, 7, 8, 9, 15, 16, 17, 23, 50, 129];

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void OneAndManyFloatsAndDoubles_GiveTheSameBits(int inputs) => Gen.Int[0, 1 << 20].Sample(
        seed =>
        {
            CreditModel model = TestModels.Random(inputs, seed);
            var scorer = new CreditScorer(model);
            int rows = 1 + (seed % 40);
            float[] floats = TestModels.Rows(model, rows, seed);
            double[] doubles = [.. floats];
            double[] fromFloats = new double[rows];
            double[] fromDoubles = new double[rows];
            double[] logits = new double[rows];
            scorer.ScoreBatch(floats, fromFloats);
            scorer.ScoreBatch(doubles, fromDoubles);
            scorer.Logits(floats, logits);
            for (int row = 0; row < rows; row++)
            {
                CreditScore score = scorer.Score(doubles.AsSpan(row * inputs, inputs));
                Assert.Equal(Bits(score.ProbabilityOfDefault.Value), Bits(fromFloats[row]));
                Assert.Equal(Bits(score.ProbabilityOfDefault.Value), Bits(fromDoubles[row]));
                Assert.Equal(Bits(score.Logit), Bits(logits[row]));
            }
        },
        iter: 50);

    [Fact]
    public void ManyRows_CrossEveryChunkBoundaryWithTheSameBits()
    {
        CreditModel model = TestModels.Random(23, 5);
        var scorer = new CreditScorer(model);
        float[] rows = TestModels.Rows(model, 3001, 5);
        double[] together = new double[3001];
        scorer.ScoreBatch(rows, together);
        for (int row = 0; row < together.Length; row++)
        {
            double[] alone = new double[1];
            scorer.ScoreBatch(rows.AsSpan(row * 23, 23), alone);
            Assert.Equal(Bits(alone[0]), Bits(together[row]));
        }
    }

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void SumOrder_IsTheDocumentedOne(int inputs)
    {
        CreditModel model = TestModels.Random(inputs, 11);
        double intercept = model.Intercept;
        var weights = new Dictionary<string, double>();
        for (int i = 0; i < model.Features.Count; i++)
        {
            (double mean, double deviation) = Standardisation(model.Features[i].Transform);
            double weight = model.Coefficients[i] / deviation;
            intercept -= weight * mean;
            if (model.Features[i].Transform is not MissingIndicatorTransform)
            {
                weights.Add(model.Features[i].Source, weight);
            }
        }

        double[] row = [.. Enumerable.Range(0, inputs).Select(i => Math.Sin(i) * 50)];
        double[] lanes = new double[8];
        lanes[0] = intercept;
        for (int i = 0; i < inputs; i++)
        {
            // A last block that is not full is counted in the lanes where the row's last eight values lie.
            int lane = inputs > 8 && i >= inputs / 8 * 8 ? (i - inputs + 8) % 8 : i % 8;
            lanes[lane] += row[i] * weights[model.Inputs[i]];
        }

        double expected = lanes[0] + lanes[4] + (lanes[2] + lanes[6]) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));
        Assert.Equal(Bits(expected), Bits(new CreditScorer(model).Score(row).Logit));
    }

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void FoldedStandardisation_EqualsTheDirectFormula(int inputs) => Gen.Int[0, 1 << 20].Sample(
        seed =>
        {
            CreditModel model = TestModels.Random(inputs, seed);
            double[] row = [.. TestModels.Rows(model, 1, seed)];
            decimal logit = (decimal)model.Intercept;
            decimal magnitude = Math.Abs(logit);
            for (int i = 0; i < model.Features.Count; i++)
            {
                ModelFeature feature = model.Features[i];
                double value = row[model.Inputs.ToList().IndexOf(feature.Source)];
                double raw = feature.Transform is MissingIndicatorTransform ? (double.IsNaN(value) ? 1 : 0) : double.IsNaN(value) ? feature.ValueWhenMissing!.Value : value;
                (double mean, double deviation) = Standardisation(feature.Transform);
                decimal term = (decimal)model.Coefficients[i] * ((decimal)raw - (decimal)mean) / (decimal)deviation;
                logit += term;
                magnitude += Math.Abs(term) + Math.Abs((decimal)model.Coefficients[i] * (decimal)mean / (decimal)deviation);
            }

            // Relative to what was added up: logits near zero are differences of larger terms.
            Assert.InRange(Math.Abs((double)logit - new CreditScorer(model).Score(row).Logit), 0, 1e-12 * (double)magnitude);
        },
        iter: 50);

    [Fact]
    public void PointsAndProbability_FollowFromTheLogit() => Gen.Double[-15, 15].Sample(logit =>
    {
        CreditScore score = Constant(logit);
        Assert.Equal(1 / (1 + Math.Exp(-logit)), score.ProbabilityOfDefault.Value, 1e-15);
        double odds = (1 - score.ProbabilityOfDefault.Value) / score.ProbabilityOfDefault.Value;
        Assert.Equal(600 + (20 * Math.Log2(odds / 50)), score.Points.Value, 1e-6);
    });

    [Theory]
    [InlineData(1e100, 1)]
    [InlineData(745, 1)]
    [InlineData(-1e100, 0)]
    public void ExtremeLogits_KeepProbabilitiesInRange(double logit, double probability)
    {
        CreditScore score = Constant(logit);
        Assert.Equal(probability, score.ProbabilityOfDefault.Value);
        Assert.True(double.IsFinite(score.Points.Value));
    }

    [Fact]
    public void AnyFiniteValues_GiveAProbabilityOrARefusalThatNamesTheFeature() => Gen.Double.Array[9].Sample(
        row =>
        {
            CreditModel model = TestModels.Random(9, 2);
            double[] known = [.. row.Select((value, i) => double.IsFinite(value) ? value : i)];
            try
            {
                Assert.InRange(new CreditScorer(model).Score(known).ProbabilityOfDefault.Value, 0, 1);
            }
            catch (ArgumentException exception)
            {
                Assert.Matches("^Feature 'x[0-8]' is so large", exception.Message);
            }
        },
        iter: 20_000);

    [Fact]
    public void MissingValue_WithPolicyMean_ScoresAsTheMean()
    {
        var scorer = new CreditScorer(TestModels.Smallholder());
        Assert.Equal(scorer.Score([12, 12.5, 0.2]), scorer.Score([12, double.NaN, 0.2]));
    }

    [Fact]
    public void MissingValue_WithPolicyIndicator_ScoresAsTheMeanPlusTheIndicator()
    {
        var scorer = new CreditScorer(TestModels.Smallholder());
        double known = scorer.Score([12, 5, 0.4]).Logit;
        Assert.Equal(known + (0.25 / 0.3), scorer.Score([12, 5, double.NaN]).Logit, 1e-14);
    }

    [Fact]
    public void MissingValue_WithPolicyReject_NamesTheFeatureAndTheRow()
    {
        var scorer = new CreditScorer(TestModels.Smallholder());
        ArgumentException alone = Assert.Throws<ArgumentException>(() => scorer.Score([double.NaN, 5, 0.4]));
        Assert.StartsWith("Feature 'term_months' is missing, and the model's policy for it is Reject", alone.Message, StringComparison.Ordinal);

        double[] rows = [.. Enumerable.Repeat(new[] { 12, 5, 0.4 }, 1000).SelectMany(row => row)];
        rows[3 * 999] = double.NaN;
        ArgumentException inBatch = Assert.Throws<ArgumentException>(() => scorer.ScoreBatch(rows, new double[1000]));
        Assert.StartsWith("Row 999: feature 'term_months' is missing", inBatch.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void InfiniteValue_IsRefusedWhereverItIs(int inputs)
    {
        CreditModel model = TestModels.Random(inputs, 1);
        var scorer = new CreditScorer(model);
        for (int input = 0; input < inputs; input++)
        {
            foreach (float infinity in new[] { float.PositiveInfinity, float.NegativeInfinity })
            {
                float[] row = new float[inputs];
                row[input] = infinity;
                string expected = $"Row 0: feature 'x{input}' is infinite";
                Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => scorer.ScoreBatch(row, new double[1])).Message, StringComparison.Ordinal);
                Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => scorer.Logits(row, new double[1])).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void InfiniteValue_OfAFeatureWithoutWeight_IsRefused()
    {
        var model = new CreditModel(
            [new ModelFeature("a", IdentityTransform.Instance), new ModelFeature("b", IdentityTransform.Instance)], 0, [0, 1], new ScorecardScaling(), TestModels.Provenance);
        Assert.Throws<ArgumentException>(() => new CreditScorer(model).Score([double.PositiveInfinity, 0]));
        Assert.Throws<ArgumentException>(() => new CreditScorer(model).Score([double.NaN, 0]));
    }

    [Fact]
    public void ValueThatOverflowsTheSum_NamesTheFeature()
    {
        CreditModel model = TestModels.Random(23, 3);
        double[] row = new double[23];
        row[17] = double.MaxValue;
        row[20] = 5;
        double weight = model.Coefficients[model.Features.ToList().FindIndex(feature => feature.Name == "x17")];
        Assert.NotEqual(0, weight);
        var steep = new CreditModel(
            model.Features, 0, [.. model.Coefficients.Select(coefficient => coefficient * 1e6)], model.Scaling, model.Provenance);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new CreditScorer(steep).Score(row));
        Assert.StartsWith("Feature 'x17' is so large", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesOutsideTheRange_AreScored() => Assert.True(double.IsFinite(new CreditScorer(TestModels.Smallholder()).Score([5000, -3, 99]).Logit));

    [Fact]
    public void LengthsThatDoNotFit_AreRefused()
    {
        var scorer = new CreditScorer(TestModels.Smallholder());
        Assert.Throws<ArgumentException>(() => scorer.Score([1, 2]));
        Assert.Throws<ArgumentException>(() => scorer.Score([1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => scorer.ScoreBatch(new double[7], new double[2]));
        Assert.Throws<ArgumentException>(() => scorer.Logits(new float[6], new double[3]));
        scorer.ScoreBatch(ReadOnlySpan<double>.Empty, []);
    }

    [Fact]
    public void ResultsOverTheRows_AreRefused()
    {
        double[] shared = new double[12];
        Assert.Throws<ArgumentException>(() => new CreditScorer(TestModels.Smallholder()).Logits(shared.AsSpan(0, 9), shared.AsSpan(8, 3)));
    }

    [Fact]
    public void Scoring_AllocatesNothing()
    {
        foreach (int inputs in new[] { 6, 23, 50 })
        {
            CreditModel model = TestModels.Random(inputs, 4);
            var scorer = new CreditScorer(model);
            float[] rows = TestModels.Rows(model, 600, 4);
            double[] first = [.. rows[..inputs]];
            double[] results = new double[600];
            Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Run()
            {
                scorer.Score(first);
                scorer.ScoreBatch(rows, results);
                scorer.Logits(rows, results);
            }
        }
    }

    [Fact]
    public void OneScorer_ServesManyThreads()
    {
        CreditModel model = TestModels.Random(23, 8);
        var scorer = new CreditScorer(model);
        float[] rows = TestModels.Rows(model, 200, 8);
        double[] expected = new double[200];
        scorer.ScoreBatch(rows, expected);
        Parallel.For(0, 64, _ =>
        {
            double[] actual = new double[200];
            scorer.ScoreBatch(rows, actual);
            Assert.Equal(expected, actual);
        });
    }

    private static (double Mean, double Deviation) Standardisation(FeatureTransform transform) => transform switch
    {
        StandardiseTransform standardise => (standardise.Mean, standardise.StandardDeviation),
        MissingIndicatorTransform indicator => (indicator.Mean, indicator.StandardDeviation),
        _ => (0, 1),
    };

    private static CreditScore Constant(double logit)
    {
        var model = new CreditModel([new ModelFeature("x", IdentityTransform.Instance)], logit, [1], new ScorecardScaling(), TestModels.Provenance);
        return new CreditScorer(model).Score([0]);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
