namespace AgriCredit;

/// <summary>Chooses the golden vectors of a model: the centre of every feature, each feature at both ends, all at once, and missing values where the model allows them.</summary>
internal static class GoldenVectorChoice
{
    // A model of many features moves them in groups, so that the vectors of the largest model still fit in its file.
    private const int MostGroups = 32;
    private const double StandardDeviationsOut = 3;

    internal static IReadOnlyList<GoldenVector> Choose(IReadOnlyList<ModelFeature> features, LinearPredictor predictor, ScorecardScaling scaling)
    {
        var bySource = features.Where(feature => !feature.IsIndicator).ToDictionary(feature => feature.Source, StringComparer.Ordinal);
        ModelFeature[] inputs = [.. predictor.Inputs.Select(input => bySource[input])];
        double[] centre = [.. inputs.Select(Centre)];
        double[] low = [.. inputs.Select(Low)];
        double[] high = [.. inputs.Select(High)];
        double[] missing = [.. inputs.Select((input, index) => input.Missing == MissingPolicy.Reject ? centre[index] : double.NaN)];

        List<double[]> rows = [centre, low, high];
        int groupSize = (inputs.Length + MostGroups - 1) / MostGroups;
        for (int start = 0; start < inputs.Length; start += groupSize)
        {
            Range group = start..Math.Min(start + groupSize, inputs.Length);
            rows.Add(Replace(centre, low, group));
            rows.Add(Replace(centre, high, group));
            if (missing.AsSpan(group).ContainsAnyNaN())
            {
                rows.Add(Replace(centre, missing, group));
            }
        }

        if (missing.AsSpan().ContainsAnyNaN())
        {
            rows.Add(missing);
        }

        return [.. rows.Select(row => new GoldenVector(row, predictor.Score(row, scaling)))];
    }

    private static bool ContainsAnyNaN(this Span<double> values) => values.Contains(double.NaN);

    private static double[] Replace(double[] centre, double[] other, Range group)
    {
        double[] row = [.. centre];
        other.AsSpan(group).CopyTo(row.AsSpan(group));
        return row;
    }

    private static double Centre(ModelFeature feature) => feature switch
    {
        { Transform: StandardiseTransform standardise } => standardise.Mean,
        { ValueWhenMissing: { } value } => value,
        { Range: { } range } => (range.Low / 2) + (range.High / 2),
        _ => 0,
    };

    private static double Low(ModelFeature feature) => feature.Range?.Low ?? Centre(feature) - (StandardDeviationsOut * Spread(feature));

    private static double High(ModelFeature feature) => feature.Range?.High ?? Centre(feature) + (StandardDeviationsOut * Spread(feature));

    private static double Spread(ModelFeature feature) => feature.Transform is StandardiseTransform standardise ? standardise.StandardDeviation : 1;
}
