namespace AgriCredit.Export;

/// <summary>What one raw value adds to the logit, in the steps that every export can say.</summary>
/// <remarks>In order: missing, infinite, special codes, range, then either the interval or category, or clip, logarithm and weight.</remarks>
internal sealed class ExportedTerm
{
    private ExportedTerm(ModelFeature feature, double coefficient, MissingIndicatorTransform? indicator, double indicatorCoefficient)
    {
        Input = feature.Source;
        FeatureTransform last = feature.Transform;
        Range = feature.OutOfRange == OutOfRangePolicy.Reject ? feature.Range : null;
        if (last is ClipTransform clip)
        {
            (Clip, last) = (clip, clip.Then);
        }

        if (last is LogTransform log)
        {
            (Log, last) = (log, log.Then);
        }

        Bins = last as WoeTransform;
        (double mean, double deviation) = last is StandardiseTransform standardise ? (standardise.Mean, standardise.StandardDeviation) : (0, 1);
        double indicatorWeight = indicator is null ? 0 : indicatorCoefficient / indicator.StandardDeviation;
        Coefficient = coefficient;
        Weight = coefficient / deviation;
        Constant = -(Weight * mean) - (indicatorWeight * (indicator?.Mean ?? 0));
        WhenMissing = feature.Missing switch
        {
            MissingPolicy.Reject => null,
            MissingPolicy.Bin => coefficient * Bins!.Bins.Single(bin => bin.Kind == WoeBinKind.Missing).Woe,
            _ => Evaluate(feature.ValueWhenMissing!.Value) + indicatorWeight,
        };
    }

    /// <summary>The raw value's name.</summary>
    public string Input { get; }

    /// <summary>Outside it the applicant is refused; null when nothing is.</summary>
    public FeatureRange? Range { get; }

    public ClipTransform? Clip { get; }

    public LogTransform? Log { get; }

    /// <summary>The bins; null for a feature that has a weight.</summary>
    public WoeTransform? Bins { get; }

    /// <summary>Of the clipped value or its logarithm.</summary>
    public double Weight { get; }

    /// <summary>What standardising adds, whatever the value.</summary>
    public double Constant { get; }

    /// <summary>What a missing value adds; null when it is refused.</summary>
    public double? WhenMissing { get; }

    private double Coefficient { get; }

    public IEnumerable<WoeBin> Intervals => Of(WoeBinKind.Interval);

    public IEnumerable<WoeBin> SpecialBins => Of(WoeBinKind.Special);

    public IEnumerable<WoeBin> CategoryBins => Of(WoeBinKind.Categories);

    public WoeBin? Other => Of(WoeBinKind.Other).FirstOrDefault();

    /// <summary>What a bin adds to the logit.</summary>
    public double Contribution(WoeBin bin) => Coefficient * bin.Woe;

    /// <summary>The terms of a model in the order of its inputs, and the intercept with their constants.</summary>
    public static IReadOnlyList<ExportedTerm> Of(CreditModel model, out double intercept)
    {
        var terms = new List<ExportedTerm>();
        foreach (string input in model.Inputs)
        {
            int[] features = [.. Enumerable.Range(0, model.Features.Count).Where(feature => model.Features[feature].Source == input)];
            int value = features.Single(feature => model.Features[feature].Transform is not MissingIndicatorTransform);
            int indicator = Array.Find(features, feature => feature != value);
            terms.Add(new ExportedTerm(
                model.Features[value],
                model.Coefficients[value],
                features.Length > 1 ? (MissingIndicatorTransform)model.Features[indicator].Transform : null,
                features.Length > 1 ? model.Coefficients[indicator] : 0));
        }

        intercept = model.Intercept + terms.Sum(term => term.Constant);
        return terms;
    }

    private IEnumerable<WoeBin> Of(WoeBinKind kind) => Bins?.Bins.Where(bin => bin.Kind == kind) ?? [];

    private double Evaluate(double value)
    {
        if (Bins is not null)
        {
            return Contribution(SpecialBins.FirstOrDefault(bin => bin.Codes.Contains(value)) ?? Intervals.Last(bin => value >= bin.Low));
        }

        double clipped = Clip is null ? value : Math.Clamp(value, Clip.Low, Clip.High);
        return Weight * (Log is null ? clipped : Math.Log(clipped + Log.Offset));
    }
}
