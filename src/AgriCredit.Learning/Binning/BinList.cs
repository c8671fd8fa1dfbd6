namespace AgriCredit.Learning;

/// <summary>Collects the bins of a feature with their counts.</summary>
internal sealed class BinList
{
    private readonly BinCounts _all;
    private readonly double _smoothing;
    private readonly List<WoeBin> _bins = [];
    private readonly List<BinCounts> _counts = [];

    internal BinList(BinCounts all, double smoothing)
    {
        _all = all;
        _smoothing = smoothing;
    }

    /// <summary>Adds a bin; one without rows has the population's weight of evidence, 0.</summary>
    internal void Add(BinCounts counts, Func<double, double, WoeBin> make)
    {
        double woe = counts.Rows == 0 ? 0 : WeightOfEvidence.Woe(counts, _all, _smoothing);
        _bins.Add(make(woe, (double)counts.Rows / _all.Rows));
        _counts.Add(counts);
    }

    internal FittedBins Finish(BinCounts missing, MonotoneDirection direction)
    {
        if (missing.Rows > 0)
        {
            Add(missing, (woe, share) => WoeBin.Missing(woe, share));
        }

        double informationValue = _counts.Where(counts => counts.Rows > 0).Sum(counts => WeightOfEvidence.InformationValue(counts, _all, _smoothing));
        return new FittedBins(new WoeTransform(_bins, informationValue), _counts.AsReadOnly(), direction);
    }
}
