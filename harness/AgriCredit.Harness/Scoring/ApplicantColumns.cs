namespace AgriCredit.Harness.Scoring;

/// <summary>What is read of every applicant of a file.</summary>
/// <param name="Inputs">The raw columns, in order.</param>
/// <param name="MayBeMissing">Whether the columns may have gaps, in their order.</param>
/// <param name="IdColumn">The id's column, if there is one.</param>
internal sealed record ApplicantColumns(IReadOnlyList<string> Inputs, IReadOnlyList<bool> MayBeMissing, string? IdColumn)
{
    /// <summary>By column, the code of a category, null for a gap; throws <see cref="ArgumentException"/> for one that is unknown. Every other column holds numbers.</summary>
    public IReadOnlyDictionary<string, Func<string?, double>> Categories { get; init; } = new Dictionary<string, Func<string?, double>>();

    /// <summary>What a model reads.</summary>
    public static ApplicantColumns Of(CreditModel model)
    {
        var scorer = new CreditScorer(model);
        return new ApplicantColumns(model.Inputs, [.. model.InputFeatures.Select(feature => feature.Missing != MissingPolicy.Reject)], model.IdColumn)
        {
            Categories = model.InputFeatures
                .Where(feature => feature.Transform is WoeTransform { Categories.Count: > 0 })
                .ToDictionary(feature => feature.Source, feature => (Func<string?, double>)(category => scorer.CategoryCode(feature.Source, category)), StringComparer.Ordinal),
        };
    }
}
