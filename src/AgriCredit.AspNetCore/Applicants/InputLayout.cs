using System.Numerics;
using System.Text;

namespace AgriCredit.AspNetCore;

/// <summary>A model's inputs as the parser needs them: names as they stand in JSON, categories, and which values are certainly sound.</summary>
internal sealed class InputLayout
{
    internal InputLayout(CreditModel model)
    {
        Count = model.Inputs.Count;
        Places = model.Inputs.Index().ToDictionary(input => input.Item, input => input.Index, StringComparer.Ordinal);
        QuotedNames = [.. model.Inputs.Select(name => Encoding.UTF8.GetBytes($"\"{name}\""))];
        IsPlain = [.. model.Inputs.Select(name => !name.AsSpan().ContainsAny('"', '\\'))];
        Categories = [.. model.InputFeatures.Select(feature => CategoriesOf(feature.Transform))];
        RefusesMissing = [.. model.InputFeatures.Select(feature => feature.Missing == MissingPolicy.Reject)];
        Lowest = [.. model.InputFeatures.Select(LowestOf)];
        Highest = [.. model.InputFeatures.Select(feature => feature is { OutOfRange: OutOfRangePolicy.Reject, Range: { } range } ? range.High : double.MaxValue)];
    }

    internal int Count { get; }

    /// <summary>The inputs' places in the model's order, by name.</summary>
    internal Dictionary<string, int> Places { get; }

    internal byte[][] QuotedNames { get; }

    /// <summary>By input: whether its name stands in JSON as it is.</summary>
    internal bool[] IsPlain { get; }

    /// <summary>By input: codes of categories; null where the input is a number.</summary>
    internal Dictionary<string, double>?[] Categories { get; }

    private bool[] RefusesMissing { get; }

    private double[] Lowest { get; }

    private double[] Highest { get; }

    /// <summary>Whether no value is one that the model may refuse by itself. Special codes out of range, which it accepts, are left to it.</summary>
    internal bool AreSound(ReadOnlySpan<double> values)
    {
        int width = Vector<double>.Count;
        int start = 0;
        for (; start <= values.Length - width; start += width)
        {
            var block = new Vector<double>(values[start..]);
            if (!Vector.GreaterThanOrEqualAll(block, new Vector<double>(Lowest, start)) || !Vector.LessThanOrEqualAll(block, new Vector<double>(Highest, start)))
            {
                break;
            }
        }

        for (int i = start; i < values.Length; i++)
        {
            double value = values[i];
            if (!(value >= Lowest[i] && value <= Highest[i]) && !(double.IsNaN(value) && !RefusesMissing[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a transform takes categories, not numbers.</summary>
    internal static bool HasCategories(FeatureTransform transform) => transform is WoeTransform woe && woe.Bins.All(bin => bin.Kind != WoeBinKind.Interval);

    private static double LowestOf(ModelFeature feature)
    {
        double lowest = feature is { OutOfRange: OutOfRangePolicy.Reject, Range: { } range } ? range.Low : -double.MaxValue;
        return feature.Transform is LogTransform log ? Math.Max(lowest, Math.BitIncrement(-log.Offset)) : lowest;
    }

    private static Dictionary<string, double>? CategoriesOf(FeatureTransform transform) => transform is WoeTransform woe && HasCategories(transform)
        ? woe.Categories.Index().ToDictionary(category => category.Item, category => (double)category.Index, StringComparer.Ordinal)
        : null;
}
