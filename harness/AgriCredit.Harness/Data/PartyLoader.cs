using AgriCredit.Harness.Configuration;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Data;

/// <summary>Reads one party's own rows, as the terms of its federation want them.</summary>
internal static class PartyLoader
{
    private const string DataWhat = "data.query";

    /// <summary>Reads the rows.</summary>
    /// <param name="data">The party's query.</param>
    /// <param name="source">The party's configuration: messages name it, and file names count from its folder.</param>
    /// <param name="terms">The columns and what is done with gaps.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="CommandLine.HarnessException">Something is wrong with the rows: all that can be found at once; exit code 2.</exception>
    public static Dataset Load(PartyData data, string source, AgreedTerms terms, CancellationToken cancellationToken)
    {
        var reader = new LoanRowReader(source) { Label = data.Label, Missing = terms.Section.Missing };
        using var session = new DuckDbSession(ConfigurationFile.Resolve(source, data.Folder ?? ".")) { Remedy = "data.folder names another folder" };
        using DuckDbQuery query = DuckDbQuery.Run(session, data.Query, DataWhat, cancellationToken);
        LoanRows rows = reader.Read(query, DataWhat, terms.Section.Features!, othersRequired: false, cancellationToken);
        IEnumerable<double[]> indicators = terms.Features.Where(feature => feature.IsIndicator)
            .Select(feature => MissingValues.Indicator(rows.Columns[rows.Features.ToList().IndexOf(feature.Source)]));
        return new Dataset([.. terms.Features.Select(feature => feature.Name)], [.. rows.Columns, .. indicators], rows.Labels);
    }

    /// <summary>Columns that have one value in all of the party's rows: no fault, since another party's may differ, but worth a look.</summary>
    public static IEnumerable<string> FindConstant(Dataset rows)
    {
        for (int feature = 0; feature < rows.FeatureCount; feature++)
        {
            ReadOnlySpan<double> column = rows.Column(feature);
            if (!column.ContainsAnyExcept(column[0]))
            {
                yield return rows.FeatureNames[feature];
            }
        }
    }
}
