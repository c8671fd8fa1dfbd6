namespace AgriCredit.Learning;

/// <summary>The receiver operating characteristic: true against false positives over all thresholds.</summary>
public static class RocCurve
{
    /// <summary>All points of the curve, from (0, 0) to (1, 1): one for every distinct logit, and the first.</summary>
    /// <param name="logits">Logits of PD, finite.</param>
    /// <param name="labels">1 = default, 0 = good; as many as logits.</param>
    /// <returns>The points, thresholds falling; none where only one class is there.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a logit is not finite or a label is not 0 or 1.</exception>
    public static IReadOnlyList<RocPoint> Points(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels)
    {
        var scored = new ScoredLabels(logits, labels);
        if (scored.Defaults == 0 || scored.Goods == 0)
        {
            return [];
        }

        var points = new List<RocPoint> { new(double.PositiveInfinity, 0, 0) };
        int declinedDefaults = 0;
        int declinedGoods = 0;
        foreach ((double logit, int defaults, int goods) in scored.Ties())
        {
            declinedDefaults += defaults;
            declinedGoods += goods;
            points.Add(new RocPoint(logit, (double)declinedGoods / scored.Goods, (double)declinedDefaults / scored.Defaults));
        }

        return points;
    }
}
