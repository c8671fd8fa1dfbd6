using CsCheck;

namespace AgriCredit.Learning.Tests;

public class ClassificationMetricsTests
{
    // Few distinct logits, so that ties are common.
    private static readonly Gen<(double Logit, byte Label)[]> Scores =
        Gen.Select(Gen.Int[-6, 6].Select(step => step / 4.0), Gen.Int[0, 1].Select(label => (byte)label)).Array[2, 60];

    [Fact]
    public void AucEqualsCountingPairs() => Scores.Sample(scores =>
    {
        double pairs = 0;
        double ordered = 0;
        foreach ((double bad, _) in scores.Where(score => score.Label == 1))
        {
            foreach ((double good, _) in scores.Where(score => score.Label == 0))
            {
                pairs++;
                ordered += bad > good ? 1 : bad == good ? 0.5 : 0;
            }
        }

        ClassificationMetrics metrics = Metrics(scores);
        if (pairs == 0)
        {
            Assert.Null(metrics.Auc);
            Assert.Null(metrics.Ks);
            Assert.Null(metrics.Gini);
        }
        else
        {
            Assert.Equal(ordered / pairs, metrics.Auc!.Value, 1e-15);
            Assert.Equal((2 * ordered / pairs) - 1, metrics.Gini!.Value, 1e-14);
        }
    });

    [Fact]
    public void KsAndRocEqualTryingEveryThreshold() => Scores.Sample(scores =>
    {
        double bads = scores.Count(score => score.Label == 1);
        double goods = scores.Length - bads;
        if (bads == 0 || goods == 0)
        {
            Assert.Empty(Roc(scores));
            return;
        }

        double[] thresholds = [double.PositiveInfinity, .. scores.Select(score => score.Logit).Distinct().OrderDescending()];
        RocPoint[] expected = [.. thresholds.Select(threshold => new RocPoint(
            threshold,
            scores.Count(score => score.Label == 0 && score.Logit >= threshold) / goods,
            scores.Count(score => score.Label == 1 && score.Logit >= threshold) / bads))];
        Assert.Equal(expected, Roc(scores));
        Assert.Equal(expected.Max(point => Math.Abs(point.TruePositiveRate - point.FalsePositiveRate)), Metrics(scores).Ks!.Value);
    });

    [Fact]
    public void BrierAndLogLossEqualTheirDefinitions() => Scores.Sample(scores =>
    {
        ClassificationMetrics metrics = Metrics(scores);
        double[] rates = [.. scores.Select(score => 1 / (1 + Math.Exp(-score.Logit)))];
        Assert.Equal(scores.Zip(rates, (score, pd) => Math.Pow(score.Label - pd, 2)).Average(), metrics.Brier, 1e-14);
        Assert.Equal(scores.Zip(rates, (score, pd) => -Math.Log(score.Label == 1 ? pd : 1 - pd)).Average(), metrics.LogLoss, 1e-14);
        Assert.Equal(scores.Length, metrics.Rows);
        Assert.Equal(scores.Count(score => score.Label == 1), metrics.Defaults);
    });

    [Fact]
    public void LogLossOfExtremeLogitsKeepsItsDigits()
    {
        // The PDs are 1 and 0 in double; their logarithms would be infinite.
        ClassificationMetrics metrics = ClassificationMetrics.FromLogits([900, -900, 900, -900], [1, 0, 0, 1]);
        Assert.Equal(450, metrics.LogLoss);
        Assert.Equal(0.5, metrics.Brier);
    }

    [Fact]
    public void AMillionPairsOfRowsDoNotOverflow()
    {
        double[] logits = new double[200_000];
        byte[] labels = new byte[200_000];
        labels.AsSpan(100_000).Fill(1);
        Assert.Equal(0.5, ClassificationMetrics.FromLogits(logits, labels).Auc);
        logits.AsSpan(100_000).Fill(1);
        Assert.Equal(1.0, ClassificationMetrics.FromLogits(logits, labels).Auc);
    }

    [Fact]
    public void BadInputIsRefused()
    {
        Assert.Throws<ArgumentException>("labels", () => ClassificationMetrics.FromLogits([1, 2], [1]));
        Assert.Throws<ArgumentException>("labels", () => ClassificationMetrics.FromLogits([1, 2], [1, 2]));
        Assert.Throws<ArgumentException>("logits", () => ClassificationMetrics.FromLogits([1, double.NaN], [1, 0]));
        Assert.Throws<ArgumentException>("logits", () => RocCurve.Points([1, double.PositiveInfinity], [1, 0]));
    }

    private static ClassificationMetrics Metrics((double Logit, byte Label)[] scores) =>
        ClassificationMetrics.FromLogits([.. scores.Select(score => score.Logit)], [.. scores.Select(score => score.Label)]);

    private static IReadOnlyList<RocPoint> Roc((double Logit, byte Label)[] scores) =>
        RocCurve.Points([.. scores.Select(score => score.Logit)], [.. scores.Select(score => score.Label)]);
}
