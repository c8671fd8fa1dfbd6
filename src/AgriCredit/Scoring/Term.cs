namespace AgriCredit;

/// <summary>What one raw value adds to the logit, all its features together. NaN where the value is refused; the caller then asks <see cref="Refusal"/> why.</summary>
internal sealed class Term
{
    private readonly TermKind _kind;
    private readonly double _weight;
    private readonly double _offset;
    private readonly double _clipLow = double.NegativeInfinity;
    private readonly double _clipHigh = double.PositiveInfinity;

    private readonly double[] _byBin = [];

    internal Term(ModelInput input, double coefficient, double indicatorCoefficient)
    {
        Input = input;
        ModelFeature feature = input.Feature;
        if (feature is { OutOfRange: OutOfRangePolicy.Reject, Range: { } range })
        {
            (Lowest, Highest) = (range.Low, range.High);
        }

        FeatureTransform last = feature.Transform;
        if (last is ClipTransform clip)
        {
            (_clipLow, _clipHigh, last) = (clip.Low, clip.High, clip.Then);
        }

        if (last is LogTransform log)
        {
            (_kind, _offset, last) = (TermKind.Logarithm, log.Offset, log.Then);
        }

        if (last is WoeTransform woe)
        {
            _kind = woe.HasCategories ? TermKind.Categories : TermKind.Intervals;
            _byBin = [.. woe.Bins.Select(bin => coefficient * bin.Woe)];
            Bins = woe;
        }

        IsStandardised = last is StandardiseTransform;
        Standardisation = last is StandardiseTransform standardise ? (standardise.Mean, standardise.StandardDeviation) : (0, 1);
        _weight = coefficient / Standardisation.Deviation;
        IndicatorWeight = input.Indicator is { } indicator ? indicatorCoefficient / indicator.StandardDeviation : 0;
        Folded = -(_weight * Standardisation.Mean) - (IndicatorWeight * (input.Indicator?.Mean ?? 0));
        WhenMissing = feature.Missing switch
        {
            MissingPolicy.Reject => double.NaN,
            MissingPolicy.Bin => _byBin[Bins!.MissingBin],
            _ => Evaluate(feature.ValueWhenMissing!.Value) + IndicatorWeight,
        };
        if (!double.IsFinite(_weight) || !double.IsFinite(Folded) || !double.IsFinite(IndicatorWeight) || !_byBin.All(double.IsFinite))
        {
            throw new ArgumentException($"Feature '{feature.Name}' has a weight that is not finite on the scale of its raw values.", nameof(coefficient));
        }

        if (feature.Missing != MissingPolicy.Reject && double.IsNaN(WhenMissing))
        {
            throw new ArgumentException($"Feature '{feature.Name}' has a {nameof(ModelFeature.ValueWhenMissing)} that the model itself refuses.", nameof(input));
        }
    }

    internal ModelInput Input { get; }

    /// <summary>Values outside are refused.</summary>
    internal double Lowest { get; } = double.MinValue;

    internal double Highest { get; } = double.MaxValue;

    /// <summary>Whether its bins are intervals, special codes and the missing bin.</summary>
    internal bool HasIntervals => _kind == TermKind.Intervals;

    /// <summary>The bins; null for a feature without.</summary>
    internal WoeTransform? Bins { get; }

    /// <summary>What a missing value adds; NaN where it is refused.</summary>
    internal double WhenMissing { get; }

    /// <summary>What the means of standardising add to the intercept, whatever the value.</summary>
    internal double Folded { get; }

    internal double IndicatorWeight { get; }

    /// <summary>Whether a mean is known of the value after clip and logarithm.</summary>
    internal bool IsStandardised { get; }

    /// <summary>Of the value after clip and logarithm.</summary>
    internal (double Mean, double Deviation) Standardisation { get; }

    /// <summary>The weight of the raw value, its logarithm or its clipped value; meaningless with bins.</summary>
    internal double Weight => _weight;

    /// <summary>What a bin adds to the logit.</summary>
    internal double Contribution(int bin) => _byBin[bin];

    /// <summary>What a value adds to the logit.</summary>
    internal double Evaluate(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? WhenMissing : double.NaN;
        }

        if (_kind == TermKind.Intervals)
        {
            // A special code may lie outside the range.
            int interval = Bins!.IntervalOrCode(value);
            return (value < Lowest || value > Highest) && interval < Bins.IntervalCount ? double.NaN : _byBin[interval];
        }

        if (_kind == TermKind.Categories)
        {
            int bin = Bins!.CategoryBin(value);
            return bin < 0 ? double.NaN : _byBin[bin];
        }

        if (value < Lowest || value > Highest)
        {
            return double.NaN;
        }

        double clipped = value < _clipLow ? _clipLow : value > _clipHigh ? _clipHigh : value;
        if (_kind == TermKind.Affine)
        {
            return _weight * clipped;
        }

        double shifted = clipped + _offset;
        return shifted >= LogTransform.SmallestArgument && shifted <= double.MaxValue ? _weight * DeterministicMath.Log(shifted) : double.NaN;
    }

    /// <summary>Why a value adds NaN.</summary>
    internal ArgumentException Refusal(double value, int row)
    {
        return value switch
        {
            double.NaN => ValueRefusal.Missing(Input.Name, row),
            double.PositiveInfinity or double.NegativeInfinity => ValueRefusal.Infinite(Input.Name, row),
            _ when _kind == TermKind.Categories => ValueRefusal.NoCategory(Input.Name, row, Bins!.Categories.Count),
            _ when value < Lowest || value > Highest => ValueRefusal.OutOfRange(Input.Name, row, Input.Feature.Range!),
            _ => ValueRefusal.NoLogarithm(Input.Name, row, _offset),
        };
    }
}
