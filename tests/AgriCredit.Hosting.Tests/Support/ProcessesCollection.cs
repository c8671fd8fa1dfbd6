namespace AgriCredit.Hosting.Tests.Support;

/// <summary>Tests that run members as processes: one after the other, for each keeps the machine busy, and by the same keys.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's word
public sealed class ProcessesCollection : ICollectionFixture<Institutions>
#pragma warning restore CA1711
{
    public const string Name = "processes";
}
