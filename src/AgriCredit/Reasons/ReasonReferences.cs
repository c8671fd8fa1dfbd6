namespace AgriCredit;

/// <summary>The contributions to the logit that each input's own is compared with, by the model's policy.</summary>
internal static class ReasonReferences
{
    private const double StandardDeviationsOut = 3;

    /// <summary>Finds them.</summary>
    /// <param name="predictor">The model's terms.</param>
    /// <param name="scaling">The model's scale.</param>
    /// <param name="rules">The model's rules.</param>
    /// <param name="fault">Why there are none: an input of which neither range nor mean is known.</param>
    /// <returns>By input, for any applicant and for one whose value is known; null where there are none.</returns>
    internal static (double Any, double Known)[]? Find(PiecewisePredictor predictor, ScorecardScaling scaling, ReasonRules rules, out string? fault)
    {
        fault = null;
        var references = new (double Any, double Known)[predictor.Terms.Length];
        bool needsMean = rules.Policy != ReasonPolicy.BestAttainable;
        bool needsBest = rules.Policy != ReasonPolicy.PopulationMean;
        for (int i = 0; i < references.Length; i++)
        {
            Term term = predictor.Terms[i];
            (double any, double known)? mean = needsMean ? Mean(term) : (0, 0);
            (double best, double worst)? ends = needsBest ? Ends(term) : (0, 0);
            if (mean is null || ends is null)
            {
                fault = $"Feature '{term.Input.Feature.Name}' has no known {(mean is null ? "mean of training" : "range")}, which {rules.Policy} needs; "
                    + "standardise it, state its range or the shares of its bins, or choose another policy.";
                return null;
            }

            references[i] = rules.Policy == ReasonPolicy.BestAttainable ? (ends.Value.best, ends.Value.best) : mean.Value;
        }

        if (rules.Policy == ReasonPolicy.ApprovalCutOff)
        {
            MoveToCutOff(references, predictor, scaling.ToLogit(new Points(rules.CutOffPoints!.Value)));
        }

        return references;
    }

    // The same part of the way for every input: see ReasonPolicy.ApprovalCutOff.
    private static void MoveToCutOff((double Any, double Known)[] references, PiecewisePredictor predictor, double cutOff)
    {
        (double Best, double Worst)[] ends = [.. predictor.Terms.Select(term => Ends(term)!.Value)];
        double mean = predictor.Intercept + references.Sum(reference => reference.Any);
        bool towardsBest = cutOff <= mean;
        double end = predictor.Intercept + ends.Sum(pair => towardsBest ? pair.Best : pair.Worst);
        double part = end == mean ? 0 : Math.Clamp((cutOff - mean) / (end - mean), 0, 1);
        for (int i = 0; i < references.Length; i++)
        {
            double to = towardsBest ? ends[i].Best : ends[i].Worst;
            references[i] = (references[i].Any + (part * (to - references[i].Any)), references[i].Known + (part * (to - references[i].Known)));
        }
    }

    private static (double Any, double Known)? Mean(Term term)
    {
        ModelFeature feature = term.Input.Feature;
        if (term.Bins is { } bins)
        {
            double sum = 0;
            for (int bin = 0; bin < bins.Bins.Count; bin++)
            {
                sum += (bins.Bins[bin].Share ?? double.NaN) * term.Contribution(bin);
            }

            return bins.HasShares ? (sum, sum) : null;
        }

        double? known = term.IsStandardised ? term.Weight * term.Standardisation.Mean
            : feature.ValueWhenMissing is { } value ? term.Evaluate(value)
            : null;
        return known is { } mean ? (mean + (term.IndicatorWeight * (term.Input.Indicator?.Mean ?? 0)), mean) : null;
    }

    private static (double Best, double Worst)? Ends(Term term)
    {
        if (term.Bins is { } bins)
        {
            double[] attainable =
            [
                .. bins.Bins.Index().Where(bin => bin.Item.Kind is WoeBinKind.Interval or WoeBinKind.Categories or WoeBinKind.Other).Select(bin => term.Contribution(bin.Index)),
            ];
            return (attainable.Min(), attainable.Max());
        }

        if (term.Input.Feature.Range is { } range)
        {
            return Ordered(term.Evaluate(range.Low), term.Evaluate(range.High));
        }

        (double mean, double deviation) = term.Standardisation;
        return term.IsStandardised
            ? Ordered(term.Weight * (mean - (StandardDeviationsOut * deviation)), term.Weight * (mean + (StandardDeviationsOut * deviation)))
            : null;
    }

    private static (double Best, double Worst)? Ordered(double one, double other) =>
        double.IsNaN(one) || double.IsNaN(other) ? null : (Math.Min(one, other), Math.Max(one, other));
}
