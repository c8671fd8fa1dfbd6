using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Applies a scenario's policies for missing values to whole columns.</summary>
internal static class MissingValues
{
    /// <summary>Adds a fault when a column has a value that no policy admits: an infinite one, or a missing one under <see cref="MissingHandling.Reject"/>.</summary>
    /// <param name="what">Names the rows in messages, such as "data.query".</param>
    public static void Check(string what, string feature, ReadOnlySpan<double> values, MissingHandling handling, ICollection<string> faults)
    {
        int firstInfinite = -1, infinite = 0, firstMissing = -1, missing = 0;
        for (int row = 0; row < values.Length; row++)
        {
            if (double.IsInfinity(values[row]))
            {
                firstInfinite = infinite++ == 0 ? row : firstInfinite;
            }
            else if (double.IsNaN(values[row]))
            {
                firstMissing = missing++ == 0 ? row : firstMissing;
            }
        }

        if (infinite > 0)
        {
            faults.Add($"{what}: feature '{feature}' is infinite in row {firstInfinite} (rows count from 0){More(infinite)}");
        }

        if (missing > 0 && handling == MissingHandling.Reject)
        {
            faults.Add(
                $"{what}: feature '{feature}' has no value in row {firstMissing} (rows count from 0){More(missing)}; \"missing\": \"mean\" or \"indicator\" would fill it");
        }
    }

    public static bool Any(ReadOnlySpan<double> values, ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            if (double.IsNaN(values[row]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>1 where the value is missing, else 0.</summary>
    public static double[] Indicator(double[] values) => Array.ConvertAll(values, value => double.IsNaN(value) ? 1.0 : 0.0);

    private static string More(int count) => count == 1 ? "" : $" and {count - 1} more";
}
