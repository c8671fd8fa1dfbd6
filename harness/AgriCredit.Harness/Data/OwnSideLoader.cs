using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Reads one party's own columns, as the terms of a federation over different columns want them, and fills their gaps.</summary>
/// <remarks>At the label holder every row that the query returns is for training: what it keeps for tests, it leaves out of its query.</remarks>
internal static class OwnSideLoader
{
    private const string DataWhat = "data.query";

    /// <summary>Reads the rows.</summary>
    /// <param name="party">The party's id; one of the terms'.</param>
    /// <param name="data">The party's query.</param>
    /// <param name="source">The party's configuration: messages name it, and file names count from its folder.</param>
    /// <param name="terms">The columns and what is done with gaps; their partition is vertical.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="CommandLine.HarnessException">Something is wrong with the rows: all that can be found at once; exit code 2.</exception>
    public static LoadedSide Load(string party, PartyData data, string source, AgreedTerms terms, CancellationToken cancellationToken)
    {
        IReadOnlyList<VerticalParty> parties = terms.Partition!.Parties;
        int index = parties.ToList().FindIndex(other => other.Id == party);
        VerticalParty own = parties[index];
        string id = terms.Section.Id!;
        var reader = new LoanRowReader(source) { Label = own.Label ? data.Label : null, Missing = terms.Section.Missing, Id = id, ReadsIds = true };
        using var session = new DuckDbSession(ConfigurationFile.Resolve(source, data.Folder ?? ".")) { Remedy = "data.folder names another folder" };
        using DuckDbQuery query = DuckDbQuery.Run(session, data.Query, DataWhat, cancellationToken);
        SideRows rows = SideReader.ReadOwn(query, reader, own, $"partition.parties[{index}]", DataWhat, data.Label, parties.First(other => other.Label).Id, cancellationToken);

        var faults = new List<string>();
        if (ApplicantJoin.DescribeDuplicates(ApplicantJoin.Normalise(rows.Ids)) is { } duplicates)
        {
            faults.Add($"{DataWhat}: in the id '{id}', {duplicates}; alignment needs one row for each applicant");
        }

        if (rows.Labels is { } labels && !labels.AsSpan().ContainsAnyExcept(labels[0]))
        {
            faults.Add($"{DataWhat}: the label '{data.Label}' is {labels[0]} in all {labels.Length} rows; a model needs both classes");
        }

        PreparedSide prepared = SidePreparation.Prepare(rows, own: null, [.. Enumerable.Range(0, rows.Ids.Length)], terms.Section.Missing, faults);
        return faults.Count == 0
            ? new LoadedSide(party, prepared.Features, rows.Ids, prepared.Filled, rows.Labels)
            : throw LoanRowReader.Failure(source, faults);
    }

    /// <summary>Columns that have one value in all of the party's rows: no fault before it is known which rows are in common, but sure to end the session.</summary>
    public static IEnumerable<string> FindConstant(LoadedSide side)
    {
        int[] rows = [.. Enumerable.Range(0, side.Ids.Count)];
        return side.Features.Where((_, index) => LoadedFeature.IsConstant(side.Columns[index], rows)).Select(feature => feature.Name);
    }
}
