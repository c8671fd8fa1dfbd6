using AgriCredit.Federation;
using AgriCredit.Federation.Storage;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;

namespace AgriCredit.Harness.Hosting;

/// <summary>Where a member keeps what it must not forget: an SQLite file of its own, or a PostgreSQL database.</summary>
internal static class MemberState
{
    /// <summary>A file's place beside the configuration; a connection string as it is.</summary>
    public static string Resolve(string configuration, string location) =>
        StateStores.IsFile(location) ? ConfigurationFile.Resolve(configuration, location) : location;

    /// <summary>Opens the store.</summary>
    /// <exception cref="HarnessException">It cannot be opened, or another process has it; exit code 2.</exception>
    public static IStateStore Open(string location, PartyId member)
    {
        try
        {
            return StateStores.Open(location, member.Value);
        }
        catch (StateStoreException exception)
        {
            throw new HarnessException(ExitCode.Usage, exception.Message, exception);
        }
    }
}
