using System.Data.Common;
using System.Globalization;
using AgriCredit.Federation.Storage.Tests.Support;
using DuckDB.NET.Data;
using Npgsql;

namespace AgriCredit.Export.Tests;

/// <summary>The query in DuckDB and in PostgreSQL against the scorer.</summary>
public sealed class SqlExportTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const double Tolerance = 1e-12;

    public static TheoryData<string> Names => ExportedModels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Query_InDuckDb_ScoresAsTheScorerDoes(string name)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        Check(connection, ExportedModels.Get(name));
    }

    [PostgresFact]
    public void Query_InPostgres_ScoresAsTheScorerDoes()
    {
        using var connection = new NpgsqlConnection(server.NewDatabase() + ";Pooling=False");
        connection.Open();
        foreach (string name in new[] { "linear", "scorecard", "mixed", "binned" })
        {
            Check(connection, ExportedModels.Get(name));
            Execute(connection, "DROP TABLE \"new \"\"loans\"\"\"");
        }
    }

    [Fact]
    public void Query_WithoutTable_IsRefused() => Assert.Throws<ArgumentException>(() => SqlExport.Query(ExportedModels.Get("linear"), ""));

    private static void Check(DbConnection connection, CreditModel model)
    {
        double[][] rows = [.. ExportedModels.Rows(model).Take(1500)];
        IReadOnlyList<string>?[] categories = ExportedModels.Categories(model);
        string columns = string.Join(", ", model.Inputs.Select((input, index) => $"{Quoted(input)} {(categories[index] is null ? "DOUBLE PRECISION" : "VARCHAR")}"));
        Execute(connection, $"CREATE TABLE \"new \"\"loans\"\"\" (place INTEGER, {columns})");
        string values = string.Join(",\n", rows.Select((row, place) => $"({place}, {string.Join(", ", row.Select((value, index) => Literal(value, categories[index])))})"));
        Execute(connection, $"INSERT INTO \"new \"\"loans\"\"\" VALUES {values}");

        var scorer = new CreditScorer(model);
        int refused = 0;
        int read = 0;
        using DbCommand command = Command(connection, SqlExport.Query(model, "new \"loans\""));
        using DbDataReader reader = command.ExecuteReader();
        int pd = reader.GetOrdinal("pd");
        int logit = reader.GetOrdinal("logit");
        int points = reader.GetOrdinal("points");
        while (reader.Read())
        {
            read++;
            double[] row = rows[reader.GetInt32(0)];
            double[] scored = [.. row.Select((value, index) => ExportedModels.Scored(value, categories[index]))];
            if (ExportedModels.Score(scorer, scored) is not { } score)
            {
                refused++;
                Assert.True(reader.IsDBNull(pd) && reader.IsDBNull(logit) && reader.IsDBNull(points));
                continue;
            }

            Assert.Equal(score.ProbabilityOfDefault.Value, reader.GetDouble(pd), Tolerance);
            Assert.Equal(score.Logit, reader.GetDouble(logit), Tolerance * (1 + Math.Abs(score.Logit)));
            Assert.Equal(score.Points.Value, reader.GetDouble(points), 1e-9 * (1 + Math.Abs(score.Points.Value)));
        }

        Assert.Equal(rows.Length, read);
        Assert.InRange(refused, 20, rows.Length - 300);
    }

    private static string Literal(double value, IReadOnlyList<string>? categories) => value switch
    {
        _ when categories is not null => ExportedModels.Category(value, categories) is { } category ? $"'{category.Replace("'", "''", StringComparison.Ordinal)}'" : "NULL",
        double.NaN => "CAST('NaN' AS DOUBLE PRECISION)",
        double.PositiveInfinity => "CAST('Infinity' AS DOUBLE PRECISION)",
        double.NegativeInfinity => "CAST('-Infinity' AS DOUBLE PRECISION)",
        _ => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE PRECISION)",
    };

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Execute(DbConnection connection, string text)
    {
        using DbCommand command = Command(connection, text);
        command.ExecuteNonQuery();
    }

    private static DbCommand Command(DbConnection connection, string text)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are the tests' own
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }
}
