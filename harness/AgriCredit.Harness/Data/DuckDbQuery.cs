using System.Globalization;
using System.Numerics;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Data;

/// <summary>The rows of one SELECT, in the order DuckDB returns them.</summary>
internal sealed class DuckDbQuery : ILoanTable, IDisposable
{
    private readonly DuckDBCommand _command;
    private readonly DuckDBDataReader _reader;
    private readonly DuckDbSession _session;
    private readonly string _what;

    private DuckDbQuery(DuckDbSession session, DuckDBCommand command, DuckDBDataReader reader, string what)
    {
        _session = session;
        _command = command;
        _reader = reader;
        _what = what;
        Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Runs a query.</summary>
    /// <param name="session">Its database.</param>
    /// <param name="sql">One SELECT statement.</param>
    /// <param name="what">Names the query in messages, such as "data.query".</param>
    /// <param name="cancellationToken">Interrupts DuckDB.</param>
    /// <exception cref="HarnessException">It is not one SELECT statement, or DuckDB refuses it; exit code 2, with DuckDB's message.</exception>
    public static DuckDbQuery Run(DuckDbSession session, string sql, string what, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireOneSelect(session, sql, what);
        DuckDBCommand command = session.CreateCommand(sql);
        try
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(command.Cancel);
            return new DuckDbQuery(session, command, command.ExecuteReader(), what);
        }
        catch (DuckDBException exception)
        {
            command.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new HarnessException(ExitCode.Usage, $"{what}: {DuckDbErrors.Describe(exception.Message, session.Folder, session.Remedy)}", exception);
        }
    }

    public LoanColumns Read(IReadOnlyList<string> numbers, IReadOnlyList<string> texts, ICollection<string> faults, CancellationToken cancellationToken)
    {
        var numberColumns = numbers.Select(name => new NumberColumn(name, IndexOf(name), _reader)).ToList();
        foreach (NumberColumn column in numberColumns.Where(column => column.Kind == NumberKind.None))
        {
            faults.Add($"{_what}: column '{column.Name}' holds {column.TypeName} values, not numbers; derive a number from it in the query");
        }

        numberColumns.RemoveAll(column => column.Kind == NumberKind.None);
        var textColumns = texts.Select(name => (Name: name, Index: IndexOf(name), Values: new List<string?>())).ToList();
        var known = new Dictionary<string, string>();
        int rows = 0;
        try
        {
            while (_reader.Read())
            {
                if (rows++ % 65_536 == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                foreach (NumberColumn column in numberColumns)
                {
                    column.Read(_reader);
                }

                foreach ((_, int index, List<string?> values) in textColumns)
                {
                    values.Add(ReadText(index, known));
                }
            }
        }
        catch (DuckDBException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"{_what}: {DuckDbErrors.Describe(exception.Message, _session.Folder, _session.Remedy)}", exception);
        }

        foreach (NumberColumn column in numberColumns.Where(column => column.FirstTextRow >= 0))
        {
            faults.Add($"{_what}: column '{column.Name}' holds text that is not a number in row {column.FirstTextRow} (rows count from 0)");
        }

        return new LoanColumns(
            rows,
            numberColumns.Where(column => column.FirstTextRow < 0).ToDictionary(column => column.Name, column => column.ToArray()),
            textColumns.ToDictionary(column => column.Name, column => column.Values.ToArray()));
    }

    public void Dispose()
    {
        _reader.Dispose();
        _command.Dispose();
    }

    private int IndexOf(string name) => Columns.ToList().IndexOf(name);

    /// <summary>A value as text; equal texts share one string, since a party's name stands in every row.</summary>
    private string? ReadText(int index, Dictionary<string, string> known)
    {
        if (_reader.IsDBNull(index))
        {
            return null;
        }

        string text = _reader.GetValue(index) switch
        {
            string value => value,
            bool value => value ? "true" : "false",
            DateOnly value => value.ToString("O"),
            DateTime value => value.ToString("O"),
            object value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        if (!known.TryGetValue(text, out string? shared))
        {
            shared = text;
            known.Add(text, text);
        }

        return shared;
    }

    /// <summary>Asks DuckDB's own parser, which does not open any file for that.</summary>
    private static void RequireOneSelect(DuckDbSession session, string sql, string what)
    {
        using DuckDBCommand command = session.CreateCommand($"select json_serialize_sql({DuckDbSession.Quoted(sql)})");
        string answer;
        try
        {
            answer = (string)command.ExecuteScalar()!;
        }
        catch (DuckDBException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"{what}: {DuckDbErrors.Describe(exception.Message, session.Folder, session.Remedy)}", exception);
        }

        using JsonDocument document = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 1_000 });
        if (document.RootElement.GetProperty("error").GetBoolean())
        {
            string type = document.RootElement.GetProperty("error_type").GetString()!;
            string reason = document.RootElement.GetProperty("error_message").GetString()!;
            throw new HarnessException(ExitCode.Usage, type == "not implemented" ? $"{what}: must be a SELECT statement" : $"{what}: {reason}");
        }

        int statements = document.RootElement.GetProperty("statements").GetArrayLength();
        if (statements != 1)
        {
            throw new HarnessException(ExitCode.Usage, $"{what}: must be one SELECT statement, got {statements}");
        }
    }

    private enum NumberKind
    {
        None,
        Number,
        Boolean,
        Decimal,
        Huge,
        Text,
    }

    /// <summary>Reads one column as numbers, whatever DuckDB's type.</summary>
    private sealed class NumberColumn
    {
        private readonly int _index;
        private readonly List<double> _values = [];

        public NumberColumn(string name, int index, DuckDBDataReader reader)
        {
            Name = name;
            _index = index;
            TypeName = reader.GetDataTypeName(index).ToUpperInvariant();
            Kind = KindOf(reader.GetFieldType(index));
        }

        public string Name { get; }

        public string TypeName { get; }

        public NumberKind Kind { get; }

        public int FirstTextRow { get; private set; } = -1;

        public double[] ToArray() => [.. _values];

        public void Read(DuckDBDataReader reader)
        {
            double value = reader.IsDBNull(_index) ? double.NaN : Kind switch
            {
                NumberKind.Boolean => reader.GetBoolean(_index) ? 1 : 0,
                NumberKind.Decimal => (double)reader.GetDecimal(_index),
                NumberKind.Huge => (double)reader.GetFieldValue<BigInteger>(_index),
                NumberKind.Text => Parse(reader.GetString(_index)),
                _ => reader.GetFieldValue<double>(_index),
            };
            _values.Add(value);
        }

        private double Parse(string text)
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return value;
            }

            if (FirstTextRow < 0)
            {
                FirstTextRow = _values.Count;
            }

            return double.NaN;
        }

        private static NumberKind KindOf(Type type) => Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => NumberKind.Boolean,
            TypeCode.Decimal => NumberKind.Decimal,
            TypeCode.String => NumberKind.Text,
            >= TypeCode.SByte and <= TypeCode.Double => NumberKind.Number,
            _ => type == typeof(BigInteger) ? NumberKind.Huge : NumberKind.None,
        };
    }
}
