namespace AgriCredit.AspNetCore;

/// <summary>Ends a request with problem details; caught where requests come in.</summary>
internal sealed class RefusalException : Exception
{
    internal RefusalException(int status, string reason, string message)
        : base(message)
    {
        Status = status;
        Fault = new Fault(null, reason, message);
    }

    internal int Status { get; }

    internal Fault Fault { get; }
}
