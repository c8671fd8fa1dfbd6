namespace AgriCredit;

/// <summary>Chooses the golden vectors of a model: the centre of every feature, each feature at both ends, all at once, missing values where the model allows them, and every bin at both its bounds.</summary>
internal static class GoldenVectorChoice
{
    // A model of many features moves them in groups, so that loading a usual model stays a matter of a millisecond and the vectors of the largest still fit in its file.
    private const int MostGroups = 8;
    private const double StandardDeviationsOut = 3;

    /// <summary>A middle value of every input: its mean, the middle of its range, or what comes nearest to one. A model loaded from a file need not take them all.</summary>
    internal static double[] Centre(CreditModel model) => [.. model.InputList.Select(input => Centre(input.Feature))];

    internal static IReadOnlyList<GoldenVector> Choose(CreditScorer scorer)
    {
        ModelInput[] inputs = scorer.Model.InputList;
        double[] centre = Centre(scorer.Model);
        double[] low = [.. inputs.Select(input => Low(input.Feature))];
        double[] high = [.. inputs.Select(input => High(input.Feature))];
        double[] missing = [.. inputs.Select((input, index) => input.Feature.Missing == MissingPolicy.Reject ? centre[index] : double.NaN)];

        List<double[]> rows = [centre, low, high];
        int groupSize = (inputs.Length + MostGroups - 1) / MostGroups;
        for (int start = 0; start < inputs.Length; start += groupSize)
        {
            Range group = start..Math.Min(start + groupSize, inputs.Length);
            rows.Add(Replace(centre, low, group));
            rows.Add(Replace(centre, high, group));
            if (missing.AsSpan(group).Contains(double.NaN))
            {
                rows.Add(Replace(centre, missing, group));
            }
        }

        if (missing.AsSpan().Contains(double.NaN))
        {
            rows.Add(missing);
        }

        rows.AddRange(EveryBin(inputs, centre));
        return [.. rows.Select(row => GoldenVector.Of(scorer, row))];
    }

    // Terms add up, so all features may move at once: a bin that scores otherwise changes the sum of its row.
    private static IEnumerable<double[]> EveryBin(ModelInput[] inputs, double[] centre)
    {
        double[][] stops = [.. inputs.Select((input, index) => input.Feature.Transform is WoeTransform woe ? Stops(input.Feature, woe, centre[index]) : [centre[index]])];
        int most = stops.Max(list => list.Length);
        return most == 1 ? [] : Enumerable.Range(0, most).Select(row => stops.Select(list => list[row % list.Length]).ToArray());
    }

    private static double[] Stops(ModelFeature feature, WoeTransform woe, double centre)
    {
        IEnumerable<double> categories = Enumerable.Range(0, woe.Categories.Count + (woe.OtherBin < 0 ? 0 : 1)).Select(code => (double)code);
        IEnumerable<double> bounds = woe.Cuts.SelectMany(cut => new[] { Math.BitDecrement(cut), cut }).Where(value => IsScored(feature, value));
        double[] stops = [.. woe.HasCategories ? categories : bounds.Concat(woe.Codes), .. woe.HasMissingBin ? [double.NaN] : Array.Empty<double>()];
        return stops.Length > 0 ? stops : [centre];
    }

    private static bool IsScored(ModelFeature feature, double value) =>
        feature is not { OutOfRange: OutOfRangePolicy.Reject, Range: { } range } || (value >= range.Low && value <= range.High);

    private static double[] Replace(double[] centre, double[] other, Range group)
    {
        double[] row = [.. centre];
        other.AsSpan(group).CopyTo(row.AsSpan(group));
        return row;
    }

    private static double Centre(ModelFeature feature)
    {
        if (feature.ValueWhenMissing is { } value && feature.Transform is not StandardiseTransform)
        {
            return value;
        }

        return feature switch
        {
            { Transform: StandardiseTransform standardise } => standardise.Mean,
            { Range: { } range } => (range.Low / 2) + (range.High / 2),
            { Transform: ClipTransform clip } => (clip.Low / 2) + (clip.High / 2),
            { Transform: LogTransform log } => Math.Max(1, 1 - log.Offset),
            { Transform: WoeTransform { Cuts: [var first, ..] } } => first,
            _ => 0,
        };
    }

    private static double Low(ModelFeature feature) => feature switch
    {
        { Range: { } range } => range.Low,
        { Transform: ClipTransform clip } => clip.Low,
        { Transform: LogTransform or WoeTransform } => Centre(feature),
        _ => Centre(feature) - (StandardDeviationsOut * Spread(feature)),
    };

    private static double High(ModelFeature feature) => feature switch
    {
        { Range: { } range } => range.High,
        { Transform: ClipTransform clip } => clip.High,
        { Transform: WoeTransform } => Centre(feature),
        _ => Centre(feature) + (StandardDeviationsOut * Spread(feature)),
    };

    private static double Spread(ModelFeature feature) => feature.Transform is StandardiseTransform standardise ? standardise.StandardDeviation : 1;
}
