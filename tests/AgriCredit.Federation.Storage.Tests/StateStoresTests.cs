using AgriCredit.Federation.Storage.Tests.Support;

namespace AgriCredit.Federation.Storage.Tests;

[Collection(StoresCollection.Name)]
public sealed class StateStoresTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agricredit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("state.db")]
    [InlineData("host=.db;x")]
    [InlineData("a=b;c=d")]
    [InlineData("Hostel=1.db")]
    [InlineData("it's.db")]
    public void OtherText_IsAPath(string name)
    {
        string path = Path.Combine(_folder.FullName, name);
        using IStateStore store = StateStores.Open(path, "bank-1");
        Assert.IsType<SqliteStateStore>(store);
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("Host=/nowhere;Database=x")]
    [InlineData("host = /nowhere")]
    [InlineData("Username=u;Server=/nowhere")]
    [InlineData("postgres://u:p@%2Fnowhere/x")]
    [InlineData("postgresql://u@/x?host=/nowhere")]
    public void HostOrScheme_MeansPostgres(string location)
    {
        var refused = Assert.Throws<StateStoreException>(() => StateStores.Open(location, "bank-1"));
        Assert.StartsWith("State store of 'bank-1' in PostgreSQL at /nowhere: The server could not be reached", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>"hunter" and "hoop" are pieces of a password that stand where something else should.</summary>
    [Theory]
    [InlineData("Host=h;Password=hunter;hoop=1")]
    [InlineData("Host=h;Password='hunter;hoop")]
    [InlineData("Host=h;Port=hunter")]
    [InlineData("Host=h;SSL Mode=hunter")]
    [InlineData("Host=h;Password=hunter;hoop")]
    [InlineData("postgres://u:hunter@hoop@:99999999999/d")]
    [InlineData("postgres://u:hunter/hoop@h/d")]
    [InlineData("postgres://u:hunter?hoop=1@h/d")]
    [InlineData("postgres://u:hunter@h/d?hoop=1")]
    [InlineData("postgres://u:1234/hoop@h/d")]
    [InlineData("postgres://u:hunter@h:hoop/d")]
    [InlineData("postgres://")]
    [InlineData("postgres://u:hunter@/d")]
    public void MalformedLocation_IsRefusedWithoutRepeatingIt(string location)
    {
        string refused = Assert.Throws<StateStoreException>(() => StateStores.Open(location, "bank-1")).ToString();
        Assert.Contains("onnection string", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("hoop", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "bank-1")]
    [InlineData("state.db", "")]
    [InlineData("state.db", "nul\0")]
    public void EmptyOrMalformedArguments_AreTheCallersMistake(string location, string member) =>
        Assert.Throws<ArgumentException>(() => StateStores.Open(location, member));
}
