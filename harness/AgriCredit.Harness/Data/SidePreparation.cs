using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Fills the gaps in a party's columns before anything is aligned, from what that party alone knows.</summary>
/// <remarks>
/// The value in a gap is the mean of the party's own rows: at the label holder of its training rows, at the others of all, since these cannot know which ones will be trained on. (The mean over the aligned
/// rows, which a horizontal fit takes from its sums, is known to nobody before the alignment.)
/// </remarks>
internal static class SidePreparation
{
    /// <summary>Fills gaps and adds indicators.</summary>
    /// <param name="rows">The party's rows.</param>
    /// <param name="own">The rows that it learns about gaps from; null for all.</param>
    /// <param name="aligned">Its rows that are trained on, for what is known of each feature.</param>
    /// <param name="missing">The scenario's policies.</param>
    /// <param name="faults">Receives what is wrong.</param>
    public static PreparedSide Prepare(SideRows rows, int[]? own, int[] aligned, MissingSection missing, ICollection<string> faults)
    {
        own ??= [.. Enumerable.Range(0, rows.Ids.Length)];
        var features = new List<LoadedFeature>();
        var filled = new List<double[]>();
        var indicators = new List<(LoadedFeature Feature, double[] Column)>();
        for (int index = 0; index < rows.Columns.Length; index++)
        {
            string name = rows.Party.Features[index];
            double[] values = rows.Columns[index];
            MissingHandling handling = missing.For(name);
            if (handling != MissingHandling.Reject && !MissingValues.Any(values, own))
            {
                handling = MissingHandling.Reject;
                RejectGaps(rows.What, name, values, faults);
            }

            LoadedFeature feature = LoadedFeature.Describe(name, name, handling, values, aligned);
            if (handling == MissingHandling.Reject)
            {
                features.Add(feature);
                filled.Add(values);
                continue;
            }

            if (!own.Any(row => !double.IsNaN(values[row])))
            {
                faults.Add($"{rows.What}: feature '{name}' of '{rows.Party.Id}' has no value in any row; leave it out of {rows.Path}.features");
                continue;
            }

            double fill = own.Select(row => values[row]).Where(value => !double.IsNaN(value)).Average();
            features.Add(feature with { FillValue = fill });
            filled.Add(Array.ConvertAll(values, value => double.IsNaN(value) ? fill : value));
            if (handling == MissingHandling.Indicator)
            {
                indicators.Add((new LoadedFeature(name + LoadedFeature.IndicatorSuffix, name, MissingHandling.Reject, 0, 1, IsBinary: true), MissingValues.Indicator(values)));
            }
        }

        IEnumerable<double[]> added = indicators.Select(indicator => indicator.Column);
        return new PreparedSide(rows, [.. features, .. indicators.Select(indicator => indicator.Feature)], [.. rows.Columns, .. added], [.. filled, .. added]);
    }

    /// <summary>A gap among the test rows alone cannot be filled in a way that training has seen.</summary>
    private static void RejectGaps(string what, string feature, double[] values, ICollection<string> faults)
    {
        if (Array.FindIndex(values, double.IsNaN) is var row and >= 0)
        {
            faults.Add($"{what}: feature '{feature}' has no value in test row {row} (rows count from 0), but one in every training row: nothing was learnt about gaps");
        }
    }
}
