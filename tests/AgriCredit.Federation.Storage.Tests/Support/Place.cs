namespace AgriCredit.Federation.Storage.Tests.Support;

/// <summary>A place where a test keeps a store, and opens it again.</summary>
internal sealed class Place : IDisposable
{
    private readonly Action _remove;

    public Place(string location, string member, Action remove)
    {
        Location = location;
        Member = member;
        _remove = remove;
    }

    public string Location { get; }

    public string Member { get; }

    public IStateStore Open() => Places.OpenAt(Location, Member);

    public void Dispose() => _remove();
}
