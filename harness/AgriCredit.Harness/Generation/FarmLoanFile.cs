using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Generation;

/// <summary>Writes synthetic loans as CSV, compressed CSV or Parquet, and the true model as JSON.</summary>
internal static class FarmLoanFile
{
    private const string Table = "loans";

    private static readonly (string Suffix, string CopyOptions)[] Formats =
    [
        (".csv", "format csv, header, compression none"),
        (".csv.gz", "format csv, header, compression gzip"),
        (".parquet", "format parquet"),
    ];

    private static readonly JsonSerializerOptions TruthFormat = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly string[] TextColumns =
    [
        FarmLoanColumns.Id, FarmLoanColumns.Bank, FarmLoanColumns.County, FarmLoanColumns.Crop, FarmLoanColumns.Season, FarmLoanColumns.KnownTo,
    ];

    /// <summary>Finds out early that the loans cannot be written there.</summary>
    /// <exception cref="HarnessException">The ending is none of .csv, .csv.gz and .parquet, or no file can be written there; exit code 2.</exception>
    public static void RequireWritable(string path)
    {
        CopyOptions(path);
        AtomicFile.RequireWritable(path);
    }

    /// <summary>Writes the loans; the ending of the path chooses the format.</summary>
    public static void Write(FarmLoans loans, string path, CancellationToken cancellationToken)
    {
        string options = CopyOptions(path);
        using var session = new DuckDbSession(folder: null);
        session.Execute($"create table {Table} ({string.Join(", ", Columns())})");
        Append(session, loans, cancellationToken);
        AtomicFile.Write(path, temporary =>
        {
            using DuckDBCommand command = session.CreateCommand($"copy {Table} to {DuckDbSession.Quoted(temporary)} ({options})");
            using CancellationTokenRegistration registration = cancellationToken.Register(command.Cancel);
            try
            {
                command.ExecuteNonQuery();
            }
            catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        });
    }

    /// <summary>Writes what the labels were drawn from.</summary>
    public static void WriteTruth(FarmLoans loans, int seed, string path)
    {
        var truth = new
        {
            Rows = loans.RowCount,
            Seed = seed,
            Parties = loans.World.BankNames.Count,
            FarmLoanColumns.Intercept,
            Coefficients = FarmLoanColumns.All.ToDictionary(feature => feature.Name, feature => feature.Coefficient),
        };
        AtomicFile.Write(path, temporary => File.WriteAllText(temporary, JsonSerializer.Serialize(truth, TruthFormat) + "\n"));
    }

    private static string CopyOptions(string path)
    {
        foreach ((string suffix, string options) in Formats)
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return options;
            }
        }

        throw new HarnessException(ExitCode.Usage, $"Cannot write '{path}': the name must end in {string.Join(", ", Formats.Select(format => format.Suffix))}.");
    }

    private static IEnumerable<string> Columns() =>
        TextColumns.Select(name => $"{name} varchar")
            .Concat(FarmLoanColumns.All.Select(feature => $"{feature.Name} {(feature.IsWhole ? "integer" : "double")}"))
            .Append($"\"{FarmLoanColumns.Label}\" utinyint");

    private static void Append(DuckDbSession session, FarmLoans loans, CancellationToken cancellationToken)
    {
        using DuckDBAppender appender = session.CreateAppender(Table);
        for (int row = 0; row < loans.RowCount; row++)
        {
            if (row % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            IDuckDBAppenderRow line = appender.CreateRow();
            foreach (string column in TextColumns)
            {
                line.AppendValue(loans.Text(column, row));
            }

            for (int feature = 0; feature < loans.Values.Length; feature++)
            {
                double value = loans.Values[feature][row];
                line = FarmLoanColumns.All[feature].IsWhole ? line.AppendValue((int)value) : line.AppendValue(value);
            }

            line.AppendValue(loans.Defaults[row]).EndRow();
        }
    }
}
