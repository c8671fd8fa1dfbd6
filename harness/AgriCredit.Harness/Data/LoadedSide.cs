using AgriCredit.Federation;

namespace AgriCredit.Harness.Data;

/// <summary>A party's rows as it takes them into a joint fit: of every applicant it knows, whoever else knows them.</summary>
/// <param name="Id">The party.</param>
/// <param name="Features">Its columns in order, indicators last.</param>
/// <param name="Ids">One a row, as its own source writes them; none twice.</param>
/// <param name="Columns">One a feature, gaps filled.</param>
/// <param name="Labels">0 or 1 a row at the label holder, whose rows are training rows only; null at any other party.</param>
internal sealed record LoadedSide(string Id, IReadOnlyList<LoadedFeature> Features, IReadOnlyList<string> Ids, double[][] Columns, byte[]? Labels)
{
    public PartyId PartyId => new(Id);

    public IReadOnlyList<string> FeatureNames => [.. Features.Select(feature => feature.Name)];
}
