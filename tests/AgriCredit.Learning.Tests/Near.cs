using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Learning.Tests;

/// <summary>Comparisons with reference numbers.</summary>
internal static class Near
{
    public const double Reference = 1e-9;

    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.True(
                Math.Abs(expected[index] - actual[index]) <= tolerance,
                $"Entry {index}: expected {expected[index]:r}, is {actual[index]:r}, difference {actual[index] - expected[index]:g3}.");
        }
    }

    public static void Metrics(JsonElement expected, DesignMatrix rows, ReadOnlySpan<double> weights)
    {
        ClassificationMetrics actual = ClassificationMetrics.FromLogits(Logits(rows, weights), rows.Labels);
        Assert.Equal(expected.At("n").GetInt32(), actual.Rows);
        Assert.Equal(expected.At("n_default").GetInt32(), actual.Defaults);
        double[] figures = [actual.Auc!.Value, actual.Ks!.Value, actual.Brier, actual.LogLoss];
        Equal([.. new[] { "auc", "ks", "brier", "log_loss" }.Select(name => expected.At(name).GetDouble())], figures, Reference);
    }

    public static double[] Logits(DesignMatrix rows, ReadOnlySpan<double> weights)
    {
        double[] logits = new double[rows.RowCount];
        double[] values = new double[rows.FeatureCount];
        for (int row = 0; row < logits.Length; row++)
        {
            rows.CopyRow(row, values);
            logits[row] = weights[0];
            for (int feature = 0; feature < values.Length; feature++)
            {
                logits[row] += values[feature] * weights[feature + 1];
            }
        }

        return logits;
    }
}
