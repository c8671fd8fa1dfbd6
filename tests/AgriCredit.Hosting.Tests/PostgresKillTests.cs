using AgriCredit.Federation.Storage.Tests.Support;
using AgriCredit.Hosting.Tests.Support;

namespace AgriCredit.Hosting.Tests;

/// <summary>The same with the coordinator's state in a PostgreSQL database.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class PostgresKillTests : IClassFixture<PostgresServer>
{
    private readonly Institutions _institutions;
    private readonly PostgresServer _server;

    public PostgresKillTests(Institutions institutions, PostgresServer server)
    {
        _institutions = institutions;
        _server = server;
    }

    [PostgresDataFact]
    public async Task CoordinatorWithItsStateInPostgres_KilledInItsStages_GoesOn()
    {
        using Consortium consortium = await Consortium.CreateAsync(_institutions, Consortium.StaticTerms, banks: 3);
        string database = _server.NewDatabase();
        consortium.Configure(Institutions.Hub, section => section["state"] = database);
        IReadOnlyDictionary<string, MemberEnd> ends = await consortium.RunAsync(new()
        {
            [Institutions.Hub] = ["KeyAdvert:1:start:kill", "GroupKeyOffer:1:stop:kill", "MaskedInput:2:start:kill", "MaskedInput:3:stop:kill", "Complete:1:start:kill"],
        });

        byte[] model = await _institutions.UndisturbedModelAsync();
        Assert.All(ends.Values, end => Assert.Equal(model, end.End.Model));
        Assert.Empty(Directory.GetFiles(consortium.At("kits", Institutions.Hub), "state.db*"));
        Assert.DoesNotContain(PostgresServer.Password, ends[Institutions.Hub].Messages, StringComparison.Ordinal);
    }
}
