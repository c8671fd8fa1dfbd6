using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Scoring;

/// <summary>Applicants one after the other, in the order of the file or of the query, with memory for a few thousand whatever the file's size.</summary>
internal sealed class ApplicantRows : IDisposable
{
    private static readonly string[] NumberTypes =
        ["BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE"];

    private readonly DuckDbSession _session;
    private readonly DuckDBCommand _command;
    private readonly DuckDBDataReader _reader;
    private readonly IReadOnlyList<string> _inputs;
    private readonly string _what;
    private readonly double[] _values;
    private readonly bool[] _mayBeMissing;
    private readonly Func<string?, double>?[] _categories;

    private ApplicantRows(DuckDbSession session, DuckDBCommand command, ApplicantColumns columns, string what, bool hasIds)
    {
        _session = session;
        _command = command;
        _inputs = columns.Inputs;
        _what = what;
        HasIds = hasIds;
        _values = new double[columns.Inputs.Count];
        _mayBeMissing = [.. columns.MayBeMissing];
        _categories = [.. columns.Inputs.Select(input => columns.Categories.GetValueOrDefault(input))];
        _reader = command.ExecuteReader();
    }

    /// <summary>Whether the applicants have the model's id column.</summary>
    public bool HasIds { get; }

    /// <summary>Number of the current row, from 0; -1 before the first.</summary>
    public long Row { get; private set; } = -1;

    /// <summary>The current applicant's raw values in the order of the model's inputs, categories as their codes; NaN where missing, and only where the model allows it.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The current applicant's id; empty where the file has none for it.</summary>
    public string Id => HasIds && !_reader.IsDBNull(IdField) ? _reader.GetString(IdField) : "";

    private int FaultField => _values.Length;

    private int IdField => _values.Length + 1;

    /// <summary>Opens a file of applicants.</summary>
    /// <param name="session">Its database; lives as long as the rows are read.</param>
    /// <param name="path">The file; see <see cref="ApplicantFile"/>.</param>
    /// <param name="query">SQL over <see cref="ApplicantFile.View"/> that derives the model's columns; null to take them from the file.</param>
    /// <param name="model">Says which columns are needed.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="HarnessException">The file or the query cannot be read, or lacks a column or has it as something else than a number; exit code 2.</exception>
    public static ApplicantRows Open(DuckDbSession session, string path, string? query, CreditModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Open(session, path, query, ApplicantColumns.Of(model), cancellationToken);
    }

    /// <summary>Opens a file of applicants whose columns are given.</summary>
    public static ApplicantRows Open(DuckDbSession session, string path, string? query, ApplicantColumns model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ApplicantFile.Open(session, path, model.IdColumn, query is null ? [.. model.Inputs.Where(input => !model.Categories.ContainsKey(input))] : []);
        string what = query is null ? path : "--query", source = ApplicantFile.View;
        if (query is not null)
        {
            source = $"({query.TrimEnd(' ', '\t', '\r', '\n', ';')}\n)";
            // One SELECT and nothing else, as in a scenario; no row is read for it.
            using DuckDbQuery check = DuckDbQuery.Run(session, $"select * from {source} limit 0", what, cancellationToken);
        }

        IReadOnlyList<(string Name, string Type)> columns = ApplicantFile.Describe(session, source, what);
        RequireColumns(model, columns, what, derived: query is not null);
        bool hasIds = model.IdColumn is not null && columns.Any(column => column.Name == model.IdColumn);
        DuckDBCommand command = session.CreateCommand(Select(model, columns, source, hasIds));
        command.UseStreamingMode = true;
        try
        {
            return new ApplicantRows(session, command, model, what, hasIds);
        }
        catch (DuckDBException fault)
        {
            command.Dispose();
            throw Describe(fault, session, what);
        }
    }

    /// <summary>Moves to the next applicant.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="HarnessException">A value is text, infinite, or missing where the model rejects that (the message gives column and row); exit code 2.</exception>
    public bool Read()
    {
        try
        {
            if (!_reader.Read())
                return false;
        }
        catch (DuckDBException fault)
        {
            throw Describe(fault, _session, _what);
        }

        Row++;
        int text = _reader.GetInt32(FaultField);
        if (text >= 0)
            throw Fault(text, "holds text that is not a number");
        for (int i = 0; i < _values.Length; i++)
        {
            double value = _categories[i] is { } code ? Category(i, code) : _reader.GetDouble(i);
            if (double.IsInfinity(value))
                throw Fault(i, "is infinite");
            if (double.IsNaN(value) && !_mayBeMissing[i])
                throw Fault(i, "has no value, which the model rejects for this column; complete it or leave the applicant out");
            _values[i] = value;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _command.Dispose();
    }

    private double Category(int input, Func<string?, double> code)
    {
        try
        {
            return code(_reader.IsDBNull(input) ? null : _reader.GetString(input));
        }
        catch (ArgumentException)
        {
            throw Fault(input, "holds a category that the model does not know, and the model has no bin for others");
        }
    }

    private HarnessException Fault(int input, string what) =>
        new(ExitCode.Usage, $"{_what}: column '{_inputs[input]}' {what}, in row {Row} (rows count from 0).");

    private static HarnessException Describe(DuckDBException fault, DuckDbSession session, string what) =>
        new(ExitCode.Usage, $"{what}: {DuckDbErrors.Describe(fault.Message, session.Folder, session.Remedy)}", fault);

    private static void RequireColumns(ApplicantColumns model, IReadOnlyList<(string Name, string Type)> columns, string what, bool derived)
    {
        IReadOnlyList<string> inputs = model.Inputs;
        HashSet<string> numbers = [.. inputs.Where(input => !model.Categories.ContainsKey(input))];
        string[] names = [.. columns.Select(column => column.Name)];
        string[] missing = [.. inputs.Except(names)];
        if (missing.Length > 0)
        {
            string lacking = string.Join(", ", missing.Select(name => $"'{name}'{NearestName.Hint(name, names)}"));
            string remedy = derived ? "" : $" Columns can be derived with --query \"select ... from {ApplicantFile.View}\".";
            throw new HarnessException(ExitCode.Usage, $"{what}: lacks {(missing.Length == 1 ? "the column" : "the columns")} {lacking} that the model needs. There are: {string.Join(", ", names)}.{remedy}");
        }

        string[] faults =
        [
            .. columns.Where(column => numbers.Contains(column.Name) && !IsNumber(column.Type) && !IsText(column.Type))
                .Select(column => $"column '{column.Name}' holds {column.Type} values, not numbers; derive a number from it with --query"),
        ];
        if (faults.Length > 0)
            throw new HarnessException(ExitCode.Usage, $"{what}:", faults);
    }

    /// <summary>Every input as a double, NaN for no value, or a category as its text; then the first input that holds text instead of a number, or -1; then the id.</summary>
    /// <remarks>A column that DuckDB takes for text may still hold numbers in every row, so text is looked at value by value.</remarks>
    private static string Select(ApplicantColumns model, IReadOnlyList<(string Name, string Type)> columns, string source, bool hasIds)
    {
        Dictionary<string, string> types = columns.DistinctBy(column => column.Name).ToDictionary(column => column.Name, column => column.Type);
        IEnumerable<string> values = model.Inputs.Select(input => model.Categories.ContainsKey(input)
            ? $"cast({ApplicantFile.Identifier(input)} as varchar)"
            : $"coalesce(try_cast({ApplicantFile.Identifier(input)} as double), 'nan'::double)");
        IEnumerable<string> texts = model.Inputs.Select((input, i) => (Name: ApplicantFile.Identifier(input), Index: i, Type: types[input]))
            .Where(input => IsText(input.Type) && !model.Categories.ContainsKey(model.Inputs[input.Index]))
            .Select(input => $"when {input.Name} is not null and try_cast({input.Name} as double) is null then {input.Index}");
        string fault = texts.Any() ? $"case {string.Join(' ', texts)} else -1 end" : "-1";
        string id = hasIds ? $", cast({ApplicantFile.Identifier(model.IdColumn!)} as varchar)" : "";
        return $"select {string.Join(", ", values)}, {fault}{id} from {source}";
    }

    private static bool IsText(string type) => type == "VARCHAR";

    private static bool IsNumber(string type) => NumberTypes.Contains(type) || type.StartsWith("DECIMAL", StringComparison.Ordinal);
}
