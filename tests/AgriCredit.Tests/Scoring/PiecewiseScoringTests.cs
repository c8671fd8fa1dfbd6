using CsCheck;

namespace AgriCredit.Tests.Scoring;

public class PiecewiseScoringTests
{
    public static TheoryData<int> InputCounts => [1, 2, 3, 8, 9, 23, 50];

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void OneManyFloatsDoublesAndExplained_GiveTheSameBits(int inputs) => Gen.Int[0, 1 << 20].Sample(
        seed =>
        {
            CreditModel model = TestModels.Piecewise(inputs, seed);
            var scorer = new CreditScorer(model);
            int rows = 1 + (seed % 40);
            float[] floats = TestModels.PiecewiseRows(model, rows, seed);
            double[] doubles = [.. floats];
            double[] fromFloats = new double[rows];
            double[] fromDoubles = new double[rows];
            scorer.ScoreBatch(floats, fromFloats);
            scorer.ScoreBatch(doubles, fromDoubles);
            for (int row = 0; row < rows; row++)
            {
                CreditScore score = scorer.Score(doubles.AsSpan(row * inputs, inputs));
                CreditScore explained = scorer.Explain(doubles.AsSpan(row * inputs, inputs));
                Assert.Equal(Bits(score.ProbabilityOfDefault.Value), Bits(fromFloats[row]));
                Assert.Equal(Bits(score.ProbabilityOfDefault.Value), Bits(fromDoubles[row]));
                Assert.Equal(Bits(score.Logit), Bits(explained.Logit));
            }
        },
        iter: 40);

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void Score_EqualsTheDirectFormula(int inputs) => Gen.Int[0, 1 << 20].Sample(
        seed =>
        {
            CreditModel model = TestModels.Piecewise(inputs, seed);
            double[] row = [.. TestModels.PiecewiseRows(model, 1, seed)];
            double logit = model.Intercept;
            double magnitude = Math.Abs(logit);
            for (int i = 0; i < model.Features.Count; i++)
            {
                double value = row[model.Inputs.ToList().IndexOf(model.Features[i].Source)];
                double term = model.Coefficients[i] * Transformed(model.Features[i], value);
                logit += term;
                magnitude += Math.Abs(term);
            }

            Assert.Equal(logit, new CreditScorer(model).Score(row).Logit, 1e-13 * (magnitude + 10));
        },
        iter: 100);

    [Fact]
    public void EveryBin_TakesItsBoundsAndNothingElse()
    {
        CreditModel model = TestModels.Piecewise(1, 3);
        var woe = (WoeTransform)model.Features[0].Transform;
        var scorer = new CreditScorer(model);
        Assert.True(woe.IntervalCount > 8, "the model must have more cuts than one block");
        for (int bin = 0; bin < woe.IntervalCount; bin++)
        {
            double low = double.IsNegativeInfinity(woe.Bins[bin].Low) ? -1e9 : woe.Bins[bin].Low;
            double high = double.IsPositiveInfinity(woe.Bins[bin].High) ? 1e9 : woe.Bins[bin].High;
            double expected = model.Intercept + (model.Coefficients[0] * woe.Bins[bin].Woe);
            Assert.Equal(expected, scorer.Score([low]).Logit);
            Assert.Equal(expected, scorer.Score([Math.BitDecrement(high)]).Logit);
        }

        foreach (WoeBin bin in woe.Bins.Where(bin => bin.Kind == WoeBinKind.Special))
        {
            Assert.All(bin.Codes, code => Assert.Equal(model.Intercept + (model.Coefficients[0] * bin.Woe), scorer.Score([code]).Logit));
        }

        Assert.Equal(model.Intercept + (model.Coefficients[0] * woe.Bins[^1].Woe), scorer.Score([double.NaN]).Logit);
    }

    [Theory]
    [MemberData(nameof(InputCounts))]
    public void FourInputsAtATime_AreWhatEachIsAlone(int inputs) => Gen.Int[0, 1 << 20].Sample(
        seed =>
        {
            var random = new Random(seed);
            ModelFeature[] features = [.. Enumerable.Range(0, inputs).Select(input => AnyBins(random, input))];
            var model = new CreditModel(features, -1, [.. features.Select(_ => random.NextDouble() - 0.5)], new ScorecardScaling(), TestModels.Provenance);
            double[] contributions = new double[inputs];
            int[] places = new int[inputs];
            for (int row = 0; row < 20; row++)
            {
                double[] values = [.. features.Select(feature => AnyValue(random, feature))];
                double logit = model.Terms.Split(values, contributions, places);
                double sum = model.Terms.Intercept;
                for (int input = 0; input < inputs; input++)
                {
                    double alone = model.Terms.Terms[input].Evaluate(values[input]);
                    sum += alone;
                    Assert.Equal(Bits(alone), Bits(contributions[input]));
                    var woe = (WoeTransform)features[input].Transform;
                    if (!IntervalTerms.IsOne(model.Terms.Terms[input]))
                    {
                        Assert.True(woe.HasCategories || woe.Cuts.Length > 32 || woe.Codes.Length > 8);
                        Assert.Equal(-1, places[input]);
                        continue;
                    }

                    int bin = double.IsNaN(values[input]) ? IntervalTerms.Missing : double.IsNaN(alone) ? IntervalTerms.Refused : woe.BinOf(values[input]);
                    Assert.Equal((input, bin), model.Terms.Intervals.Places[places[input]]);
                }

                Assert.Equal(Bits(sum), Bits(logit));
                Assert.Equal(Bits(sum), Bits(model.Terms.Logit(values)));
            }
        },
        iter: 100);

    [Fact]
    public void ValuesThatCannotBeScored_AreRefusedByName()
    {
        var scorer = new CreditScorer(TestModels.Piecewise(8, 1));
        double[] sound = [1, 0, 1, 1, 1, 1, 1, 1];
        Assert.True(double.IsFinite(scorer.Score(sound).Logit));
        Refused(0, double.PositiveInfinity, "'x0' is infinite");
        Refused(1, 1e9, "'x1' is no category");
        Refused(1, 0.5, "'x1' is no category");
        Refused(1, -1, "'x1' is no category");
        Refused(1, double.NegativeInfinity, "'x1' is infinite");
        Refused(3, double.NaN, "'x3' is missing");
        Refused(4, 101, "'x4' is outside [-100, 100]");
        Refused(7, -101, "'x7' has no logarithm");
        Refused(7, double.NegativeInfinity, "'x7' is infinite");
        Refused(6, 1e300, "'x6' is so large");

        void Refused(int input, double value, string message)
        {
            double[] row = [.. sound];
            row[input] = value;
            Assert.StartsWith($"Feature {message}", Assert.Throws<ArgumentException>(() => scorer.Score(row)).Message, StringComparison.Ordinal);
            Assert.StartsWith($"Feature {message}", Assert.Throws<ArgumentException>(() => scorer.Explain(row)).Message, StringComparison.Ordinal);
            double[] rows = [.. sound, .. row];
            Assert.StartsWith($"Row 1: feature {message}", Assert.Throws<ArgumentException>(() => scorer.ScoreBatch(rows, new double[2])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MillionRandomApplicants_NeverThrowAndStayProbabilities()
    {
        CreditModel model = TestModels.Piecewise(16, 9);
        var scorer = new CreditScorer(model);
        float[] rows = TestModels.PiecewiseRows(model, 100_000, 9);
        double[] probabilities = new double[100_000];
        for (int pass = 0; pass < 10; pass++)
        {
            scorer.ScoreBatch(rows, probabilities);
            Assert.True(probabilities.All(probability => probability is >= 0 and <= 1));
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = model.InputFeatures[i % 16].Transform is WoeTransform { HasCategories: true } ? rows[i] : (rows[i] * 1.37f % 100);
            }
        }
    }

    [Fact]
    public void ScoringAndExplaining_AllocateNothing()
    {
        CreditModel model = TestModels.Piecewise(23, 4);
        var scorer = new CreditScorer(model);
        float[] rows = TestModels.PiecewiseRows(model, 100, 4);
        double[] first = [.. rows[..23]];
        double[] results = new double[100];
        var reasons = new ReasonCode[4];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            scorer.Score(first);
            scorer.Explain(first, reasons, out _);
            scorer.ScoreBatch(rows, results);
        }
    }

    /// <summary>Bins of any number of intervals and special codes, or of categories, with any rule for what is missing or out of range.</summary>
    private static ModelFeature AnyBins(Random random, int input)
    {
        int intervals = random.Next(4) == 0 ? 0 : random.Next(1, random.Next(4) == 0 ? 50 : 14);
        bool hasMissing = random.Next(2) == 0;
        double[] bounds = [double.NegativeInfinity, .. Enumerable.Range(1, Math.Max(0, intervals - 1)), double.PositiveInfinity];
        WoeBin[] bins =
        [
            .. Enumerable.Range(0, intervals).Select(bin => WoeBin.Interval(bounds[bin], bounds[bin + 1], random.NextDouble())),
            .. intervals == 0 ? [WoeBin.OfCategories(["a", "b"], random.NextDouble()), WoeBin.OfCategories(["c"], random.NextDouble())] : Array.Empty<WoeBin>(),
            .. Enumerable.Range(0, intervals == 0 ? 0 : random.Next(7)).Select(code => WoeBin.Special([-9 - code, 99 + code], random.NextDouble())),
            .. hasMissing ? [WoeBin.Missing(random.NextDouble())] : Array.Empty<WoeBin>(),
        ];
        bool hasRange = intervals > 0 && random.Next(2) == 0;
        MissingPolicy missing = hasMissing ? MissingPolicy.Bin : intervals == 0 || random.Next(2) == 0 ? MissingPolicy.Reject : MissingPolicy.Mean;
        return new ModelFeature(
            $"x{input}",
            new WoeTransform(bins),
            missing: missing,
            valueWhenMissing: missing == MissingPolicy.Mean ? 2 : null,
            range: hasRange ? new FeatureRange(0, 10) : null,
            outOfRange: hasRange ? OutOfRangePolicy.Reject : OutOfRangePolicy.Accept);
    }

    private static double AnyValue(Random random, ModelFeature feature)
    {
        var woe = (WoeTransform)feature.Transform;
        double[] edges = [0, 10, 1, 2, double.MaxValue, double.MinValue, .. woe.Cuts, .. woe.Codes];
        double edge = edges[random.Next(edges.Length)];
        return random.Next(8) switch
        {
            0 => double.NaN,
            1 => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
            2 => edge,
            3 => Math.BitDecrement(edge),
            4 => Math.BitIncrement(edge),
            _ => (random.NextDouble() * 16) - 3,
        };
    }

    private static double Transformed(ModelFeature feature, double value)
    {
        if (feature.Transform is MissingIndicatorTransform indicator)
        {
            return ((double.IsNaN(value) ? 1 : 0) - indicator.Mean) / indicator.StandardDeviation;
        }

        return Apply(feature.Transform, double.IsNaN(value) && feature.Missing != MissingPolicy.Bin ? feature.ValueWhenMissing!.Value : value);
    }

    private static double Apply(FeatureTransform transform, double value) => transform switch
    {
        StandardiseTransform standardise => (value - standardise.Mean) / standardise.StandardDeviation,
        ClipTransform clip => Apply(clip.Then, Math.Clamp(value, clip.Low, clip.High)),
        LogTransform log => Apply(log.Then, Math.Log(value + log.Offset)),
        WoeTransform woe => woe.Bins.First(bin => Takes(woe, bin, value)).Woe,
        _ => value,
    };

    private static bool Takes(WoeTransform woe, WoeBin bin, double value) => bin.Kind switch
    {
        WoeBinKind.Interval => value >= bin.Low && value < bin.High && !woe.Bins.Any(other => other.Codes.Contains(value)),
        WoeBinKind.Categories => value < woe.Categories.Count && bin.Categories.Contains(woe.Categories[(int)value]),
        WoeBinKind.Other => value == woe.Categories.Count,
        WoeBinKind.Special => bin.Codes.Contains(value),
        _ => double.IsNaN(value),
    };

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
