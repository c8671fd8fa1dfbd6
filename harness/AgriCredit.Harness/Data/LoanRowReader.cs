using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Reads the rows of a query, a scenario's or a party's own, and finds everything that is wrong with them.</summary>
internal sealed class LoanRowReader
{
    private readonly string _source;
    private readonly List<string> _faults = [];

    /// <summary>Prepares.</summary>
    /// <param name="source">Names the file with the query in messages.</param>
    public LoanRowReader(string source) => _source = source;

    /// <summary>The column that is 1 for a default and 0 for a good loan; null where the rows have no label.</summary>
    public required string? Label { get; init; }

    /// <summary>What is done with missing values.</summary>
    public required MissingSection Missing { get; init; }

    /// <summary>The column that identifies an applicant, if it must be there.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the ids are read, and not only required to be there.</summary>
    public bool ReadsIds { get; init; }

    /// <summary>The column that names the parties, if there is one.</summary>
    public string? By { get; init; }

    /// <summary>Reads a table.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="what">Names the query in messages, such as "data.query".</param>
    /// <param name="features">The columns to read; null for every one that has no other role.</param>
    /// <param name="othersRequired">Whether the columns that are no features must be there too.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HarnessException">Something is wrong with the rows; exit code 2.</exception>
    public LoanRows Read(ILoanTable table, string what, IReadOnlyList<string>? features, bool othersRequired, CancellationToken cancellationToken)
    {
        features ??= [.. table.Columns.Where(column => column != Id && column != Label && column != By)];
        CheckColumns(table.Columns, what, features, othersRequired);
        string? by = By is { } column && table.Columns.Contains(column) ? column : null;
        string? id = ReadsIds ? Id : null;
        LoanColumns columns = table.Read(
            Label is null ? features : [.. features, Label], [.. new[] { by, id }.OfType<string>().Distinct()], _faults, cancellationToken);
        if (columns.RowCount == 0)
        {
            AddFault($"{what}: returns no rows");
        }

        double[][] values = new double[features.Count][];
        for (int feature = 0; feature < features.Count; feature++)
        {
            if (columns.Numbers.TryGetValue(features[feature], out double[]? numbers))
            {
                MissingValues.Check(what, features[feature], numbers, Missing.For(features[feature]), _faults);
                values[feature] = numbers;
            }
        }

        byte[] labels = Label is not null && columns.Numbers.TryGetValue(Label, out double[]? label) ? ReadLabels(label, what) : [];
        string?[]? parties = by is null ? null : columns.Texts[by];
        if (parties is not null && Array.FindIndex(parties, string.IsNullOrEmpty) is var row and >= 0 && othersRequired)
        {
            AddFault($"{what}: the partition's column '{by}' is empty in row {row} (rows count from 0)");
        }

        string?[]? ids = id is null ? null : columns.Texts[id];
        if (ids is not null)
        {
            RequireIds(ids, what);
        }

        ThrowIfFaults();
        return new LoanRows(what, features, values, labels, parties) { Ids = ids! };
    }

    /// <summary>Notes what else is wrong with the rows.</summary>
    public void AddFault(string fault) => _faults.Add(fault);

    /// <summary>Ends the reading when something is wrong; all of it is reported.</summary>
    public void ThrowIfFaults()
    {
        if (_faults.Count > 0)
        {
            throw Failure(_source, _faults);
        }
    }

    /// <summary>What a reading with faults ends with.</summary>
    /// <param name="source">Names the file with the query.</param>
    /// <param name="faults">One or more.</param>
    public static HarnessException Failure(string source, IReadOnlyList<string> faults) =>
        new(ExitCode.Usage, $"{source}: the data have {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:", [.. faults]);

    private void CheckColumns(IReadOnlyList<string> available, string what, IReadOnlyList<string> features, bool othersRequired)
    {
        foreach (string twice in available.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            AddFault($"{what}: returns column '{twice}' more than once; rename one with 'as'");
        }

        IEnumerable<(string Name, string Role)> wanted = features.Select(feature => (feature, "feature"));
        if (Label is not null)
        {
            wanted = wanted.Append((Label, "label"));
        }

        if (othersRequired)
        {
            wanted = wanted.Concat(Id is null ? [] : [(Id, "id")]).Concat(By is null ? [] : [(By, "partition's 'by'")]);
        }

        foreach ((string name, string role) in wanted.Where(column => !available.Contains(column.Name)))
        {
            AddFault($"{what}: no column '{name}' (the {role}){NearestName.Hint(name, available)}; there are {string.Join(", ", available)}");
        }

        if (features.Count == 0)
        {
            AddFault($"{what}: no column is left to be a feature");
        }

        ThrowIfFaults();
    }

    private void RequireIds(string?[] ids, string what)
    {
        int empty = ids.Count(string.IsNullOrWhiteSpace);
        if (empty > 0)
        {
            string more = empty == 1 ? "" : $" and {empty - 1} more";
            AddFault($"{what}: the id '{Id}' is empty in row {Array.FindIndex(ids, string.IsNullOrWhiteSpace)} (rows count from 0){more}");
        }
    }

    private byte[] ReadLabels(double[] values, string what)
    {
        byte[] labels = new byte[values.Length];
        int first = -1, wrong = 0;
        for (int row = 0; row < values.Length; row++)
        {
            if (values[row] is not (0 or 1))
            {
                first = wrong++ == 0 ? row : first;
            }
            else
            {
                labels[row] = (byte)values[row];
            }
        }

        if (wrong > 0)
        {
            string more = wrong == 1 ? "" : $" and {wrong - 1} more";
            AddFault($"{what}: the label '{Label}' is neither 0 nor 1 in row {first} (rows count from 0){more}");
        }

        return labels;
    }
}
