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

    /// <summary>Outside it the applicant is refused; null when nothing is.</summary>
    public FeatureRange? Range { get; }

    public ClipTransform? Clip { get; }

    public LogTransform? Log { get; }

    /// <summary>Of the clipped value or its logarithm.</summary>
    public double Weight => _term.Weight;

    /// <summary>What a missing value adds; null when it is refused.</summary>
    public double? WhenMissing => double.IsNaN(_term.WhenMissing) ? null : _term.WhenMissing;

    public bool HasBins => _term.Bins is not null;

    /// <summary>The categories in the order of their codes; empty for a term that takes numbers.</summary>
    public IReadOnlyList<string> Categories => _term.Bins?.Categories ?? [];

    /// <summary>The bins of a kind, each with what it adds to the logit.</summary>
    public IEnumerable<(WoeBin Bin, double Contribution)> Bins(WoeBinKind kind) =>
        (_term.Bins?.Bins ?? []).Index().Where(bin => bin.Item.Kind == kind).Select(bin => (bin.Item, _term.Contribution(bin.Index)));
}
