using System.Text;

namespace AgriCredit.AspNetCore;

/// <summary>A model's inputs as the parser needs them: names as they stand in JSON, and categories.</summary>
internal sealed class InputLayout
{
    internal InputLayout(CreditScorer scorer)
    {
        Scorer = scorer;
        QuotedNames = [.. scorer.Inputs.Select(name => Encoding.UTF8.GetBytes($"\"{name}\""))];
        IsPlain = [.. scorer.Inputs.Select(name => !name.AsSpan().ContainsAny('"', '\\'))];
        Categories = [.. scorer.Model.InputFeatures.Select(feature => feature.Transform is WoeTransform { HasCategories: true } woe ? woe : null)];
    }

    internal CreditScorer Scorer { get; }

    internal int Count => QuotedNames.Length;

    internal byte[][] QuotedNames { get; }

    /// <summary>By input: whether its name stands in JSON as it is.</summary>
    internal bool[] IsPlain { get; }

    /// <summary>By input: its bins of categories; null where it is a number.</summary>
    internal WoeTransform?[] Categories { get; }
}
