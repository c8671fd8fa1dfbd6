namespace AgriCredit;

/// <summary>Searches the smallest change of one raw value that reaches a number of points, asking the scorer itself about every candidate.</summary>
internal sealed class ChangeSearch
{
    // A first step of a thousandth of the value, doubled each time: beyond 2^1000 lies no double.
    private const double FirstStep = 1.0 / 1024;
    private const int MostDoublings = 1040;

    private readonly CreditScorer _scorer;
    private readonly double[] _values;
    private readonly int _input;
    private readonly double _cutOff;
    private readonly double _own;
    private readonly ModelFeature _feature;

    internal ChangeSearch(CreditScorer scorer, ReadOnlySpan<double> values, int input, double cutOff)
    {
        _scorer = scorer;
        _values = values.ToArray();
        _input = input;
        _cutOff = cutOff;
        _own = values[input];
        _feature = scorer.Model.InputFeatures[input];
    }

    internal WhatIf Find(CreditScore score, Term term)
    {
        if (score.Points.Value >= _cutOff)
        {
            return new WhatIf(WhatIfOutcome.AlreadyThere, _feature, score);
        }

        double? value = term.Bins is not { } bins ? OnLine(term) : bins.HasCategories ? Category(term, bins) : Interval(term, bins);
        if (value is not { } found)
        {
            return new WhatIf(WhatIfOutcome.NoChangeSuffices, _feature, score);
        }

        string? category = term.Bins is { HasCategories: true } listed ? listed.Categories[(int)found] : null;
        bool hasPlace = double.IsFinite(_own) && category is null && (term.Bins is null || term.Bins.BinOf(_own) < term.Bins.IntervalCount);
        return new WhatIf(WhatIfOutcome.Reaches, _feature, ScoreWith(found)!.Value, found, hasPlace ? found - _own : double.NaN, category);
    }

    private bool Reaches(double value) => ScoreWith(value) is { } score && score.Points.Value >= _cutOff;

    private CreditScore? ScoreWith(double value)
    {
        _values[_input] = value;
        try
        {
            return _scorer.Score(_values);
        }
        catch (ArgumentException)
        {
            // A value beyond what the model takes is no proposal.
            return null;
        }
    }

    // Points are monotone in the value, so the nearest value that reaches is found by halving.
    private double? OnLine(Term term)
    {
        bool down = term.Weight > 0;
        double start = double.IsNaN(_own) ? _feature.ValueWhenMissing ?? 0 : _own;
        if (term.Weight == 0)
        {
            return Reaches(start) ? start : null;
        }

        if (Reaches(start))
        {
            return start;
        }

        double? end = _feature.Range is { } range ? (down ? range.Low : range.High) : Outward(start, down);
        if (end is not { } far || (down ? far >= start : far <= start) || !Reaches(far))
        {
            return null;
        }

        return _feature.Range is { Step: { } step } stepped ? InSteps(start, stepped, step, down) : Halve(start, far);
    }

    private double? Outward(double start, bool down)
    {
        double step = Math.Max(Math.Abs(start), 1) * FirstStep;
        for (int doubling = 0; doubling < MostDoublings; doubling++, step *= 2)
        {
            double value = down ? start - step : start + step;
            if (ScoreWith(value) is not { } score)
            {
                return LeastWithLogarithm() is { } least && down ? least : null;
            }

            if (score.Points.Value >= _cutOff)
            {
                return value;
            }
        }

        return null;
    }

    private double? LeastWithLogarithm() => _feature.Transform is LogTransform log
        ? log.Offset == 0 ? LogTransform.SmallestArgument : Math.BitIncrement(-log.Offset)
        : null;

    // Between a value that does not reach and one that does, until nothing lies between.
    private double Halve(double fails, double reaches)
    {
        long low = Ordered(fails);
        long high = Ordered(reaches);
        while (Int128.Abs(high - (Int128)low) > 1)
        {
            long middle = (long)((low + (Int128)high) / 2);
            if (Reaches(FromOrdered(middle)))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return FromOrdered(high);
    }

    private double? InSteps(double start, FeatureRange range, double step, bool down)
    {
        double last = Math.Floor((range.High - range.Low) / step);
        double first = Math.Clamp(down ? Math.Ceiling((start - range.Low) / step) - 1 : Math.Floor((start - range.Low) / step) + 1, 0, last);
        double fails = -1;
        double reaches = down ? first : last - first;

        // Counted from the start: the number of steps that reaches is at most that to the end of the range.
        double At(double steps) => range.Low + (step * (down ? first - steps : first + steps));
        if (!Reaches(At(reaches)))
        {
            return null;
        }

        while (reaches - fails > 1)
        {
            double middle = Math.Floor((fails + reaches) / 2);
            (fails, reaches) = Reaches(At(middle)) ? (fails, middle) : (middle, reaches);
        }

        return At(reaches);
    }

    private double? Interval(Term term, WoeTransform bins)
    {
        int own = bins.BinOf(_own);
        bool hasPlace = own >= 0 && own < bins.IntervalCount;
        return Enumerable.Range(0, bins.IntervalCount)
            .Where(bin => bin != own)
            .Select(bin => (Bin: bin, Value: Nearest(bins.Bins[bin], hasPlace && bin < own)))
            .Where(candidate => bins.BinOf(candidate.Value) == candidate.Bin && InRange(candidate.Value) && Reaches(candidate.Value))
            .OrderBy(candidate => hasPlace ? Math.Abs(candidate.Value - _own) : -term.Contribution(candidate.Bin))
            .Select(candidate => (double?)candidate.Value)
            .FirstOrDefault();
    }

    // The end of an interval that is nearer to the applicant: its upper one from above, its lower one from below.
    private double Nearest(WoeBin bin, bool fromAbove)
    {
        bool upper = double.IsPositiveInfinity(bin.High) ? false : fromAbove || double.IsNegativeInfinity(bin.Low);
        double end = upper ? Math.BitDecrement(bin.High) : double.IsNegativeInfinity(bin.Low) ? 0 : bin.Low;
        if (_feature.Range is not { Step: { } step, Low: { } origin })
        {
            return end;
        }

        double steps = (end - origin) / step;
        return origin + (step * (upper ? Math.Floor(steps) : Math.Ceiling(steps)));
    }

    private bool InRange(double value) => _feature.Range is not { } range || (value >= range.Low && value <= range.High);

    private double? Category(Term term, WoeTransform bins) => Enumerable.Range(0, bins.Categories.Count)
        .Where(code => code != _own && Reaches(code))
        .OrderByDescending(code => term.Contribution(bins.BinOf(code)))
        .Select(code => (double?)code)
        .FirstOrDefault();

    // Doubles in their order as whole numbers.
    private static long Ordered(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static double FromOrdered(long ordered) => BitConverter.Int64BitsToDouble(ordered >= 0 ? ordered : long.MinValue - ordered);
}
