namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>A fact that needs a PostgreSQL server; skipped, saying what is missing, where none is installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresPrograms.Missing;
}
