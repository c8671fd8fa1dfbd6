using System.Data.Common;
using System.Net;
using Npgsql;

namespace AgriCredit.Federation.Storage;

/// <summary>Reads where a database is: a URI of libpq (<c>postgres://user@host/database</c>) or keywords of Npgsql (<c>Host=...;Database=...</c>).</summary>
/// <remarks>No failure repeats a part of the text or carries the driver's own: what stands in the wrong place may be a piece of the password.</remarks>
internal static class PostgresLocation
{
    private const string UseKeywords = "put a value with ';' or '=' between quotes, and percent-encode '@', ':', '/' and '?' in a user name or password of a URI";

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>Parameters of a URI under their names of libpq (PostgreSQL manual, 34.1.2), and the keywords of Npgsql that mean the same.</summary>
    private static readonly Dictionary<string, string> UriParameters = new(StringComparer.Ordinal)
    {
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["dbname"] = "Database",
        ["host"] = "Host",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
        ["password"] = "Password",
        ["port"] = "Port",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["user"] = "Username",
    };

    /// <summary>Whether a text means a database and not a file.</summary>
    public static bool IsOne(string location) => IsUri(location) || KeywordsOf(location).Any(keyword => keyword is "host" or "server");

    /// <summary>Reads a location and adds what a store needs of its connection.</summary>
    /// <exception cref="InvalidDataException">The text is not well-formed, or names no host.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string location, string member)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        bool secured = false;
        foreach ((string keyword, string value) in IsUri(location) ? OfUri(location) : OfKeywords(location))
        {
            Set(builder, keyword, value);
            secured |= keyword.Replace(" ", "", StringComparison.Ordinal).Equals("SslMode", StringComparison.OrdinalIgnoreCase);
        }

        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new InvalidDataException("The connection string names no host.");
        }

        if (!secured && !IsLocal(builder.Host))
        {
            // The driver's own default takes what a machine in between offers, and the values hold keys.
            builder.SslMode = SslMode.VerifyFull;
        }

        builder.ApplicationName ??= $"agricredit {member}";
        builder.Pooling = false; // closing must end the session, and with it the lock
        builder.Enlist = false; // a surrounding transaction would put off what a write has promised
        builder.PersistSecurityInfo = false;
        builder.IncludeErrorDetail = false;
        builder.IncludeFailedBatchedCommand = false;
        builder.LogParameters = false;
        builder.KeepAlive = builder.KeepAlive == 0 ? 30 : builder.KeepAlive;
        return builder;
    }

    private static bool IsUri(string location) => Schemes.Any(scheme => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static bool IsLocal(string host) => host.StartsWith('/') || host.StartsWith('@') || host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static IEnumerable<string> KeywordsOf(string location)
    {
        try
        {
            return [.. new DbConnectionStringBuilder { ConnectionString = location }.Keys.Cast<string>()];
        }
        catch (ArgumentException)
        {
            // Not well-formed: a path, unless it begins like the other.
            string start = location.TrimStart();
            return start.StartsWith("Host", StringComparison.OrdinalIgnoreCase) && start[4..].TrimStart().StartsWith('=') ? ["host"] : [];
        }
    }

    private static IEnumerable<(string Keyword, string Value)> OfKeywords(string location)
    {
        try
        {
            var keywords = new DbConnectionStringBuilder { ConnectionString = location };
            return [.. keywords.Keys.Cast<string>().Select(keyword => (keyword, keywords[keyword].ToString()!))];
        }
        catch (ArgumentException)
        {
            throw NotWellFormed();
        }
    }

    private static List<(string Keyword, string Value)> OfUri(string location)
    {
        string rest = location[(location.IndexOf("://", StringComparison.Ordinal) + 3)..];
        (string beforeQuery, string query) = Split(rest, '?');
        (string authority, string database) = Split(beforeQuery, '/');
        if (database.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal))
        {
            throw NotWellFormed();
        }

        var found = new List<(string, string)>();
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            (string user, string password) = Split(authority[..at], ':');
            Add("Username", user);
            Add("Password", password);
        }

        string host = authority[(at + 1)..];
        int colon = host.LastIndexOf(':');
        bool port = colon > host.LastIndexOf(']');
        Add("Host", (port ? host[..colon] : host).TrimStart('[').TrimEnd(']'));
        Add("Port", port ? host[(colon + 1)..] : "");
        Add("Database", database);
        foreach (string parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (string name, string value) = Split(parameter, '=');
            string keyword = UriParameters.GetValueOrDefault(name) ?? throw new InvalidDataException($"The connection string has a parameter other than {string.Join(", ", UriParameters.Keys.Order(StringComparer.Ordinal))}.");
            Add(keyword, keyword == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value);
        }

        return found;

        void Add(string keyword, string value)
        {
            if (value.Length > 0)
            {
                found.Add((keyword, Uri.UnescapeDataString(value)));
            }
        }
    }

    private static (string Before, string After) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var i ? (text[..i], text[(i + 1)..]) : (text, "");

    private static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string value)
    {
        try
        {
            builder[keyword] = value;
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            throw UriParameters.Values.FirstOrDefault(known => known.Equals(keyword, StringComparison.OrdinalIgnoreCase)) is { } known
                ? new InvalidDataException($"The connection string's value of '{known}' is not usable.")
                : NotWellFormed();
        }
    }

    private static InvalidDataException NotWellFormed() => new($"The connection string is not well-formed, or has a keyword that Npgsql does not know: {UseKeywords}.");
}
