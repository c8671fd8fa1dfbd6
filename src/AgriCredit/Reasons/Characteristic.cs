namespace AgriCredit;

/// <summary>One input as reasons see it: with what its points are compared, and what is said when they are fewer.</summary>
internal sealed class Characteristic
{
    private const int TooHigh = 0;
    private const int TooLow = 1;
    private const int Missing = 2;
    private const int Other = 3;
    private const int Own = 4;
    private const int OfFirstBin = 5;

    private readonly Term _term;
    private readonly double _knownReference;
    private readonly int _bestInterval;
    private readonly int _costlySide;

    // By what is said; null where neither the feature nor a bin has a reason of its own.
    private readonly ReasonText?[] _texts;

    /// <summary>Describes an input.</summary>
    /// <param name="term">What the input adds to the logit.</param>
    /// <param name="group">The number of its group.</param>
    /// <param name="reference">The contribution to the logit that its own is compared with.</param>
    /// <param name="knownReference">The same for an applicant whose value is known.</param>
    /// <param name="code">The code of reasons that the catalogue does not have.</param>
    /// <param name="firstText">How many texts the inputs before it have.</param>
    internal Characteristic(Term term, int group, double reference, double knownReference, string code, int firstText)
    {
        _term = term;
        Feature = term.Input.Feature;
        Group = group;
        Reference = reference;
        _knownReference = knownReference;
        FirstText = firstText;
        _costlySide = term.Weight > 0 ? TooHigh : TooLow;
        string name = term.Input.Name;
        _texts =
        [
            ReasonText.Default(code, $"{name} is too high", $"{name}过高"),
            ReasonText.Default(code, $"{name} is too low", $"{name}过低"),
            ReasonText.Default(code, $"{name} is not provided", $"未提供{name}"),
            ReasonText.Default(code, $"{name} is unfavourable", $"{name}不利"),
            Feature.Reason,
            .. term.Bins?.Bins.Select(bin => bin.Reason) ?? [],
        ];
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
    internal string Code => (_texts[Own] ?? _texts[Other]!).Code;

    /// <summary>The number of its first text among those of all inputs.</summary>
    internal int FirstText { get; }

    /// <summary>How many texts it has.</summary>
    internal int TextCount => _texts.Length;

    /// <summary>A text that <see cref="TextOf(double, double)"/> chose.</summary>
    internal ReasonText Text(int text) => _texts[text]!;

    /// <summary>Chooses what is to be said about a value that costs points.</summary>
    /// <param name="value">The value.</param>
    /// <param name="contribution">What it adds to the logit.</param>
    internal int TextOf(double value, double contribution) =>
        _term.Bins is { } bins ? TextOf(double.IsNaN(value) ? IntervalTerms.Missing : bins.BinOf(value))
        : _texts[Own] is not null ? Own
        : double.IsNaN(value) ? Missing
        : contribution <= _knownReference ? Other : _costlySide;

    /// <summary>Chooses what is to be said about a value in a bin, or <see cref="IntervalTerms.Missing"/>.</summary>
    internal int TextOf(int bin)
    {
        WoeTransform bins = _term.Bins!;
        int own = bin == IntervalTerms.Missing ? bins.MissingBin : bin;
        return own >= 0 && _texts[OfFirstBin + own] is not null ? OfFirstBin + own
            : _texts[Own] is not null ? Own
            : bin == IntervalTerms.Missing ? Missing
            : SideOf(bin, bins.IntervalCount);
    }

    private int SideOf(int bin, int intervals) => bin >= intervals ? Other : bin > _bestInterval ? TooHigh : bin < _bestInterval ? TooLow : Other;
}
