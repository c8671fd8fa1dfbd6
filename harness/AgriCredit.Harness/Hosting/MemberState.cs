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
        catch (ArgumentException exception)
        {
            throw HarnessException.Usage("The member's state", exception);
        }
    }

    /// <summary>Finds out whether the store can be opened, and what it holds.</summary>
    /// <exception cref="HarnessException">It cannot be opened, or another process has it; exit code 2.</exception>
    public static string Check(string location, PartyId member)
    {
        bool isNew = StateStores.IsFile(location) && !File.Exists(location);
        using IStateStore store = Open(location, member);
        return isNew ? "new" : "can be opened";
    }

    /// <summary>A file's name; of a connection string, which may hold a password, only that it is one.</summary>
    public static string Describe(string location) => StateStores.IsFile(location) ? location : "PostgreSQL";
}
