namespace AgriCredit.Learning;

/// <summary>How well logits tell defaults from goods, exact on the rows given.</summary>
public sealed class ClassificationMetrics
{
    private ClassificationMetrics(ScoredLabels scored, double brier, double logLoss)
    {
        Rows = scored.Rows;
        Defaults = scored.Defaults;
        Brier = brier;
        LogLoss = logLoss;
        if (scored.Defaults > 0 && scored.Goods > 0)
        {
            (Auc, Ks) = Separation(scored);
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of rows with label 1.</summary>
    public int Defaults { get; }

    /// <summary>Area under the ROC curve (Mann-Whitney, ties count half), in [0, 1]; null where only one class is there.</summary>
    public double? Auc { get; }

    /// <summary>Kolmogorov-Smirnov: the largest |TPR - FPR| over all thresholds, in [0, 1]; null where only one class is there.</summary>
    public double? Ks { get; }

    /// <summary>2 AUC - 1, in [-1, 1]; null where only one class is there.</summary>
    public double? Gini => (2 * Auc) - 1;

    /// <summary>Mean squared difference of PD and label, in [0, 1]; NaN without rows.</summary>
    public double Brier { get; }

    /// <summary>Mean of log(1+e^z) - y z, computed from the logit so that a PD of 0 or 1 costs no precision; NaN without rows.</summary>
    public double LogLoss { get; }

    /// <summary>Computes all metrics.</summary>
    /// <param name="logits">Logits of PD, finite.</param>
    /// <param name="labels">1 = default, 0 = good; as many as logits.</param>
    /// <exception cref="ArgumentException">The lengths differ, a logit is not finite or a label is not 0 or 1.</exception>
    public static ClassificationMetrics FromLogits(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels)
    {
        var scored = new ScoredLabels(logits, labels);
        double squares = 0;
        double losses = 0;
        for (int row = 0; row < logits.Length; row++)
        {
            double error = labels[row] - DeterministicMath.Sigmoid(logits[row]);
            squares += error * error;
            losses += LogisticLoss.At(logits[row], labels[row]);
        }

        return new ClassificationMetrics(scored, squares / logits.Length, losses / logits.Length);
    }

    private static (double Auc, double Ks) Separation(ScoredLabels scored)
    {
        // Twice the number of (default, good) pairs in the right order, ties counted once: an integer below 2^62.
        long twiceOrdered = 0;
        long declinedDefaults = 0;
        long declinedGoods = 0;
        double ks = 0;
        foreach ((_, int defaults, int goods) in scored.Ties())
        {
            twiceOrdered += goods * ((2 * declinedDefaults) + defaults);
            declinedDefaults += defaults;
            declinedGoods += goods;
            ks = Math.Max(ks, Math.Abs(((double)declinedDefaults / scored.Defaults) - ((double)declinedGoods / scored.Goods)));
        }

        return (twiceOrdered / (2.0 * scored.Defaults * scored.Goods), ks);
    }
}
