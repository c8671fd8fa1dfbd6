namespace AgriCredit;

/// <summary>One input as reasons see it: with what its points are compared, and what is said when they are fewer.</summary>
internal sealed class Characteristic
{
    private readonly Term _term;
    private readonly double _knownReference;
    private readonly int _bestInterval;
    private readonly ReasonText? _own;
    private readonly ReasonText _tooHigh;
    private readonly ReasonText _tooLow;
    private readonly ReasonText _missing;
    private readonly ReasonText _other;

    /// <summary>Describes an input.</summary>
    /// <param name="term">What the input adds to the logit.</param>
    /// <param name="group">The number of its group.</param>
    /// <param name="reference">The contribution to the logit that its own is compared with.</param>
    /// <param name="knownReference">The same for an applicant whose value is known.</param>
    /// <param name="code">The code of reasons that the catalogue does not have.</param>
    internal Characteristic(Term term, int group, double reference, double knownReference, string code)
    {
        _term = term;
        Feature = term.Input.Feature;
        Group = group;
        Reference = reference;
        _knownReference = knownReference;
        _own = Feature.Reason;
        string name = term.Input.Name;
        _tooHigh = ReasonText.Default(code, $"{name} is too high", $"{name}过高");
        _tooLow = ReasonText.Default(code, $"{name} is too low", $"{name}过低");
        _missing = ReasonText.Default(code, $"{name} is not provided", $"未提供{name}");
        _other = ReasonText.Default(code, $"{name} is unfavourable", $"{name}不利");
        if (term.Bins is { HasCategories: false } bins)
        {
            var intervals = Enumerable.Range(0, bins.IntervalCount).ToList();
            _bestInterval = intervals.MinBy(bin => term.Contribution(bin));
        }
    }

    internal ModelFeature Feature { get; }

    internal int Group { get; }

    internal double Reference { get; }

    /// <summary>The code of what is said about a value, unless its bin has a reason of its own.</summary>
    internal string Code => (_own ?? _other).Code;

    /// <summary>What is to be said about a value that costs points.</summary>
    internal ReasonText Text(double value, double contribution)
    {
        int bin = _term.Bins?.BinOf(value) ?? -1;
        if (bin >= 0 && _term.Bins!.Bins[bin].Reason is { } reason)
        {
            return reason;
        }

        return _own ?? (double.IsNaN(value) ? _missing : _term.Bins is null ? Sides(contribution) : Sides(bin));
    }

    private ReasonText Sides(double contribution) =>
        contribution <= _knownReference ? _other : _term.Weight > 0 ? _tooHigh : _tooLow;

    private ReasonText Sides(int bin) => bin >= _term.Bins!.IntervalCount ? _other : bin > _bestInterval ? _tooHigh : bin < _bestInterval ? _tooLow : _other;
}
