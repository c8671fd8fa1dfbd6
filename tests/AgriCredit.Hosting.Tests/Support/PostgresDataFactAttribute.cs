using AgriCredit.Federation.Storage.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>A fact that needs the real loans and a PostgreSQL server; skipped, saying what is missing.</summary>
public sealed class PostgresDataFactAttribute : FactAttribute
{
    public PostgresDataFactAttribute() => Skip = new DataFactAttribute().Skip ?? PostgresPrograms.Missing;
}
