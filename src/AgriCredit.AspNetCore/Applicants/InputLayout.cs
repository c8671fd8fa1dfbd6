namespace AgriCredit.AspNetCore;

/// <summary>What an applicant may bring, as the parser needs it: names as they stand in JSON, and categories.</summary>
internal sealed class InputLayout
{
    internal InputLayout(CreditScorer scorer)
    {
        Scorer = scorer;
        Id = scorer.Model.IdColumn is { } id && !scorer.Places.ContainsKey(id) ? id : null;
        string[] names = [.. scorer.Inputs, .. Id is null ? Array.Empty<string>() : [Id]];
        Names = [.. names.Select((name, place) => new PlainName(name, place))];
        Categories = [.. scorer.Model.InputFeatures.Select(feature => feature.Transform is WoeTransform { HasCategories: true } woe ? woe : null)];
    }

    internal CreditScorer Scorer { get; }

    /// <summary>The model's id column, which an applicant may bring and nobody reads; null if there is none.</summary>
    internal string? Id { get; }

    /// <summary>How many inputs the model has; also the place of the id, behind theirs.</summary>
    internal int Count => Categories.Length;

    /// <summary>By place, as all below.</summary>
    internal PlainName[] Names { get; }

    /// <summary>An input's bins of categories; null where it is a number.</summary>
    internal WoeTransform?[] Categories { get; }

    /// <summary>The place of a name; -1 if it is neither an input's nor the id's.</summary>
    internal int PlaceOf(string name) => name == Id ? Count : Scorer.Places.GetValueOrDefault(name, -1);
}
