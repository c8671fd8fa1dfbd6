using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Scoring;

/// <summary>A file of applicants as DuckDB sees it: the view <see cref="View"/>.</summary>
internal static class ApplicantFile
{
    /// <summary>What a query over the file selects from.</summary>
    public const string View = "input";

    private static readonly string[] CsvEndings = [".csv", ".csv.gz"];

    /// <summary>Makes the view.</summary>
    /// <param name="session">Its database.</param>
    /// <param name="path">A CSV file, compressed or not, or a Parquet file, by its ending.</param>
    /// <param name="idColumn">Kept as the text it is, so that 007 does not become 7; null if there is none.</param>
    /// <param name="numbers">Columns read as numbers straight from the file: of these a column of whole numbers may hold fractions further down.</param>
    /// <exception cref="HarnessException">There is no such file, its ending is unknown, or DuckDB cannot read it; exit code 2.</exception>
    public static void Open(DuckDbSession session, string path, string? idColumn, IReadOnlyCollection<string> numbers)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (!File.Exists(path))
            throw new HarnessException(ExitCode.Usage, $"There is no input file '{path}'.");
        string file = DuckDbSession.Quoted(Path.GetFullPath(path));
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            CreateView(session, path, $"read_parquet({file})");
        else if (CsvEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            CreateView(session, path, $"read_csv({file}{Types(session, path, $"read_csv({file})", idColumn, numbers)})");
        else
            throw new HarnessException(ExitCode.Usage, $"The input '{path}' has an unknown ending: expected {string.Join(", ", CsvEndings)} or .parquet.");
    }

    /// <summary>Names and types of the columns of a table or a subquery.</summary>
    /// <exception cref="HarnessException">DuckDB cannot read it; exit code 2.</exception>
    public static IReadOnlyList<(string Name, string Type)> Describe(DuckDbSession session, string source, string what)
    {
        ArgumentNullException.ThrowIfNull(session);
        try
        {
            using DuckDBCommand command = session.CreateCommand($"describe select * from {source}");
            using DuckDBDataReader reader = command.ExecuteReader();
            var columns = new List<(string, string)>();
            while (reader.Read())
                columns.Add((reader.GetString(0), reader.GetString(1)));
            return columns;
        }
        catch (DuckDBException fault)
        {
            throw new HarnessException(ExitCode.Usage, $"{what}: {DuckDbErrors.Describe(fault.Message, session.Folder, session.Remedy)}", fault);
        }
    }

    /// <summary>A name as an identifier of SQL.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Types(DuckDbSession session, string path, string source, string? idColumn, IReadOnlyCollection<string> numbers)
    {
        var types = new List<string>();
        foreach (var (name, type) in Describe(session, source, path))
        {
            if (name == idColumn)
                types.Add($"{DuckDbSession.Quoted(name)}: 'VARCHAR'");
            else if (type == "BIGINT" && numbers.Contains(name))
                types.Add($"{DuckDbSession.Quoted(name)}: 'DOUBLE'");
        }

        return types.Count == 0 ? "" : $", types = {{{string.Join(", ", types)}}}";
    }

    private static void CreateView(DuckDbSession session, string path, string source)
    {
        try
        {
            session.Execute($"create view {View} as select * from {source}");
        }
        catch (DuckDBException fault)
        {
            throw new HarnessException(ExitCode.Usage, $"{path}: {DuckDbErrors.Describe(fault.Message, session.Folder, session.Remedy)}", fault);
        }
    }
}
