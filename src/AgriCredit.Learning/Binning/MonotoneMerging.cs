namespace AgriCredit.Learning;

/// <summary>Finds the unions of neighbouring prebins with the greatest information value, each large enough and the rate of bads monotone.</summary>
/// <remarks>
/// Dynamic programming over the last bin: best[start, end, count] is the greatest information value of bins that cover the prebins before end, the last from start. The bin before may be any that ends
/// at start and keeps the order of rates, so P prebins and K bins take P^3 K / 6 steps: at most 20 million, at the defaults 10,000. Rates are compared as exact products of counts.
/// Of equal values the fewer and the earlier bins are kept, so the result does not depend on anything but the counts. A single bin is always allowed, however small.
/// </remarks>
internal static class MonotoneMerging
{
    internal static MergedBins Merge(IReadOnlyList<BinCounts> prebins, BinCounts all, BinningOptions options, MonotoneDirection? direction = null)
    {
        MonotoneDirection? asked = direction ?? options.Direction;
        if (asked is { } one)
        {
            return Best(prebins, all, options, one);
        }

        MergedBins increasing = Best(prebins, all, options, MonotoneDirection.Increasing);
        MergedBins decreasing = Best(prebins, all, options, MonotoneDirection.Decreasing);
        return decreasing.InformationValue > increasing.InformationValue ? decreasing : increasing;
    }

    private static MergedBins Best(IReadOnlyList<BinCounts> prebins, BinCounts all, BinningOptions options, MonotoneDirection direction)
    {
        int count = prebins.Count;
        int most = Math.Min(options.MaximumBins, count);
        BinCounts[] before = new BinCounts[count + 1];
        for (int i = 0; i < count; i++)
        {
            before[i + 1] = before[i] + prebins[i];
        }

        double[,,] best = new double[count, count + 1, most + 1];
        int[,,] previous = new int[count, count + 1, most + 1];
        (int Start, int Bins) chosen = (0, 1);
        for (int end = 1; end <= count; end++)
        {
            for (int start = 0; start < end; start++)
            {
                BinCounts bin = Between(before, start, end);
                bool large = bin.Rows >= options.MinimumShare * all.Rows || (start == 0 && end == count);
                double own = bin.Rows == 0 ? 0 : WeightOfEvidence.InformationValue(bin, all, options.Smoothing);
                for (int bins = 1; bins <= most; bins++)
                {
                    best[start, end, bins] = double.NegativeInfinity;
                    if (large && bins == 1 && start == 0)
                    {
                        best[start, end, bins] = own;
                    }

                    for (int earlier = 0; large && bins > 1 && earlier < start; earlier++)
                    {
                        double sum = best[earlier, start, bins - 1] + own;
                        if (sum > best[start, end, bins] && InOrder(Between(before, earlier, start), bin, direction))
                        {
                            best[start, end, bins] = sum;
                            previous[start, end, bins] = earlier;
                        }
                    }

                    if (end == count && best[start, end, bins] > best[chosen.Start, end, chosen.Bins])
                    {
                        chosen = (start, bins);
                    }
                }
            }
        }

        return Trace(before, previous, chosen, best[chosen.Start, count, chosen.Bins], direction);
    }

    private static MergedBins Trace(BinCounts[] before, int[,,] previous, (int Start, int Bins) last, double informationValue, MonotoneDirection direction)
    {
        List<int> ends = [];
        List<BinCounts> counts = [];
        int end = before.Length - 1;
        int start = last.Start;
        for (int bins = last.Bins; bins >= 1; bins--)
        {
            ends.Insert(0, end);
            counts.Insert(0, Between(before, start, end));
            int next = previous[start, end, bins];
            (end, start) = (start, next);
        }

        return new MergedBins(ends, counts, informationValue, ends.Count > 1 ? direction : MonotoneDirection.None);
    }

    private static BinCounts Between(BinCounts[] before, int start, int end) => new(before[end].Goods - before[start].Goods, before[end].Bads - before[start].Bads);

    // Strictly apart in a direction: bins of equal rates would be one.
    private static bool InOrder(BinCounts one, BinCounts next, MonotoneDirection direction)
    {
        Int128 difference = ((Int128)next.Bads * one.Rows) - ((Int128)one.Bads * next.Rows);
        return direction switch
        {
            MonotoneDirection.Increasing => difference > 0,
            MonotoneDirection.Decreasing => difference < 0,
            _ => true,
        };
    }
}
