using Npgsql;

namespace AgriCredit.Federation.Storage;

/// <summary>Says in words what PostgreSQL reports as codes, and what to do.</summary>
internal static class PostgresFailure
{
    private const string Lost = "The connection is lost, and the lock with it; the store does not connect again by itself.";

    public static string Explain(Exception cause) => cause switch
    {
        PostgresException server => Explain(server),
        InvalidDataException told => told.Message,
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "The server did not answer in time.",
        NpgsqlException or InvalidOperationException or IOException => Lost,
        _ => $"It failed ({cause.GetType().Name}).",
    };

    /// <summary>The same for a connection that was never there.</summary>
    public static string ExplainOpening(Exception cause) => cause switch
    {
        PostgresException or InvalidDataException => Explain(cause),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "The server did not answer in time; check host, port and firewall.",
        NpgsqlException or IOException or System.Security.Authentication.AuthenticationException => $"The server could not be reached, or the connection not secured ({cause.Message}).",
        _ => Explain(cause),
    };

    private static string Explain(PostgresException failure) => failure.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "The server does not accept the user or the password.",
        PostgresErrorCodes.InvalidCatalogName => "The database does not exist.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The database user lacks a right ({failure.MessageText}). It needs USAGE on schema agricredit, SELECT on agricredit.format, and SELECT, INSERT, UPDATE and DELETE on agricredit.state; "
            + "where the schema is missing, CREATE on the database.",
        PostgresErrorCodes.DiskFull => "The server's disk is full. Free space, and start the member again.",
        PostgresErrorCodes.TooManyConnections => "The server takes no more connections.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The server takes no writes; is it a standby?",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => Lost,
        PostgresErrorCodes.CannotConnectNow => "The server is starting or stopping.",
        _ => $"The server failed ({failure.SqlState}: {failure.MessageText}).",
    };
}
