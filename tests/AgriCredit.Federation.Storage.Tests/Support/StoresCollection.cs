namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>The tests that keep stores run one after the other and share one PostgreSQL server.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's word
public sealed class StoresCollection : ICollectionFixture<PostgresServer>
#pragma warning restore CA1711
{
    public const string Name = "stores";
}
