namespace AgriCredit.AspNetCore;

/// <summary>What an applicant may bring, as the parser needs it: names as they stand in JSON, and what their values are.</summary>
internal sealed class InputLayout
{
    internal InputLayout(CreditScorer scorer)
    {
        Scorer = scorer;
        Id = scorer.Model.IdColumn is { } id && !scorer.Places.ContainsKey(id) ? id : null;
        Count = scorer.Inputs.Count;
        Names =
        [
            .. scorer.Model.InputFeatures.Select((feature, place) =>
                new PlainName(scorer.Inputs[place], place, isId: false, feature.Transform is WoeTransform { HasCategories: true } woe ? woe : null)),
            .. Id is null ? Array.Empty<PlainName>() : [new PlainName(Id, Count, isId: true, categories: null)],
        ];
    }

    internal CreditScorer Scorer { get; }

    /// <summary>The model's id column, which an applicant may bring and nobody reads; null if there is none.</summary>
    internal string? Id { get; }

    /// <summary>How many inputs the model has; also the place of the id, behind theirs.</summary>
    internal int Count { get; }

    /// <summary>By place.</summary>
    internal PlainName[] Names { get; }

    /// <summary>The place of a name; -1 if it is neither an input's nor the id's.</summary>
    internal int PlaceOf(string name) => name == Id ? Count : Scorer.Places.GetValueOrDefault(name, -1);
}
