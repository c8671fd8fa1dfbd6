using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit;

/// <summary>What one raw value adds to the logit, all its features together. NaN where the value is refused; the caller then asks <see cref="Refusal"/> why.</summary>
internal sealed class Term
{
    private const int Lanes = 8;

    private readonly TermKind _kind;
    private readonly double _weight;
    private readonly double _offset;
    private readonly double _clipLow = double.NegativeInfinity;
    private readonly double _clipHigh = double.PositiveInfinity;

    // Values outside are refused.
    private readonly double _lowest = double.NegativeInfinity;
    private readonly double _highest = double.PositiveInfinity;

    // Lower bounds of the intervals but the first, filled up to blocks of eight with infinity, which no finite value reaches; codes likewise with NaN, which equals nothing.
    private readonly double[] _cuts = [];
    private readonly double[] _codes = [];
    private readonly int[] _codeBins = [];
    private readonly int[] _categoryBins = [];
    private readonly double[] _byBin = [];

    internal Term(ModelInput input, double coefficient, double indicatorCoefficient)
    {
        Input = input;
        ModelFeature feature = input.Feature;
        if (feature is { OutOfRange: OutOfRangePolicy.Reject, Range: { } range })
        {
            (_lowest, _highest) = (range.Low, range.High);
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
            _cuts = InBlocks(woe.Cuts, double.PositiveInfinity);
            _codes = InBlocks(woe.Codes, double.NaN);
            _codeBins = woe.CodeBins;
            _categoryBins = woe.OtherBin < 0 ? woe.CategoryBins : [.. woe.CategoryBins, woe.OtherBin];
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
            int bin = IntervalOrCode(value);
            return bin < 0 ? double.NaN : _byBin[bin];
        }

        if (_kind == TermKind.Categories)
        {
            // A NaN or a number beyond int never comes here as one: the comparison with the whole number refuses it.
            uint code = unchecked((uint)(int)value);
            return code < (uint)_categoryBins.Length && code == value ? _byBin[_categoryBins[(int)code]] : double.NaN;
        }

        if (value < _lowest || value > _highest)
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
            _ when value < _lowest || value > _highest => ValueRefusal.OutOfRange(Input.Name, row, Input.Feature.Range!),
            _ => ValueRefusal.NoLogarithm(Input.Name, row, _offset),
        };
    }

    private int IntervalOrCode(double value)
    {
        Vector512<double> all = Vector512.Create(value);
        for (int start = 0; start < _codes.Length; start += Lanes)
        {
            ulong equal = Vector512.Equals(all, Block(_codes, start)).ExtractMostSignificantBits();
            if (equal != 0)
            {
                return _codeBins[start + BitOperations.TrailingZeroCount(equal)];
            }
        }

        if (value < _lowest || value > _highest)
        {
            return -1;
        }

        int bin = 0;
        for (int start = 0; start < _cuts.Length; start += Lanes)
        {
            bin += BitOperations.PopCount(Vector512.GreaterThanOrEqual(all, Block(_cuts, start)).ExtractMostSignificantBits());
        }

        return bin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Block(double[] values, int start) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)start);

    private static double[] InBlocks(double[] values, double filler)
    {
        double[] blocks = new double[(values.Length + Lanes - 1) / Lanes * Lanes];
        Array.Fill(blocks, filler);
        values.CopyTo(blocks, 0);
        return blocks;
    }
}
