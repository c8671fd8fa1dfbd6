namespace AgriCredit.Export;

/// <summary>A term of the scorer in the steps that every export can say.</summary>
/// <remarks>In order: missing, infinite, special codes, range, then either the interval or category, or clip, logarithm and weight.</remarks>
internal sealed class ExportedTerm
{
    private readonly Term _term;

    public ExportedTerm(Term term)
    {
        _term = term;
        ModelFeature feature = term.Input.Feature;
        FeatureTransform last = feature.Transform;
        Range = feature.OutOfRange == OutOfRangePolicy.Reject ? feature.Range : null;
        if (last is ClipTransform clip)
        {
            (Clip, last) = (clip, clip.Then);
        }

        Log = last as LogTransform;
    }

    /// <summary>The raw value's name.</summary>
    public string Input => _term.Input.Name;

    /// <summary>The feature that carries the value.</summary>
    public ModelFeature Feature => _term.Input.Feature;

    /// <summary>Outside it the applicant is refused; null when nothing is.</summary>
    public FeatureRange? Range { get; }

    public ClipTransform? Clip { get; }

    public LogTransform? Log { get; }

    /// <summary>Of the clipped value, its logarithm, or the weight of evidence of its bin.</summary>
    public double Weight => _term.Weight;

    /// <summary>What a missing value adds besides its substitute; null without a missing indicator.</summary>
    public double? IndicatorWeight => _term.Input.Indicator is null ? null : _term.IndicatorWeight;

    /// <summary>What a missing value adds; null when it is refused.</summary>
    public double? WhenMissing => double.IsNaN(_term.WhenMissing) ? null : _term.WhenMissing;

    public bool HasBins => _term.Bins is not null;

    /// <summary>The categories in the order of their codes; empty for a term that takes numbers.</summary>
    public IReadOnlyList<string> Categories => _term.Bins?.Categories ?? [];

    /// <summary>The special codes; empty for a term without.</summary>
    public IReadOnlyList<double> Codes => _term.Bins?.Codes ?? [];

    /// <summary>The bins of a kind, each with what it adds to the logit.</summary>
    public IEnumerable<(WoeBin Bin, double Contribution)> Bins(WoeBinKind kind) =>
        (_term.Bins?.Bins ?? []).Index().Where(bin => bin.Item.Kind == kind).Select(bin => (bin.Item, _term.Contribution(bin.Index)));

    /// <summary>The least and the greatest number that is scored, special codes apart.</summary>
    public (double Low, double High) Domain()
    {
        (double low, double high) = Range is null ? (-double.MaxValue, double.MaxValue) : (Range.Low, Range.High);
        if (Log is null)
        {
            return (low, high);
        }

        // Sums with the offset are rounded; the bounds are the last values whose sums have a logarithm. Of clipped values only those above a bound that overflows have none.
        double offset = Log.Offset;
        if (Clip is null)
        {
            double least = LogTransform.SmallestArgument - offset;
            while (least + offset < LogTransform.SmallestArgument)
            {
                least = Math.BitIncrement(least);
            }

            while (Math.BitDecrement(least) + offset >= LogTransform.SmallestArgument)
            {
                least = Math.BitDecrement(least);
            }

            low = Math.Max(low, least);
        }

        if (double.IsInfinity((Clip?.High ?? double.MaxValue) + offset))
        {
            // Doubles that are not negative have the order of their bits.
            long finite = 0;
            for (long infinite = BitConverter.DoubleToInt64Bits(double.MaxValue); infinite - finite > 1;)
            {
                long middle = finite + ((infinite - finite) / 2);
                (finite, infinite) = double.IsFinite(BitConverter.Int64BitsToDouble(middle) + offset) ? (middle, infinite) : (finite, middle);
            }

            high = Math.Min(high, BitConverter.Int64BitsToDouble(finite));
        }

        return (low, high);
    }
}
