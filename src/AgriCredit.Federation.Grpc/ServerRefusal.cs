namespace AgriCredit.Federation.Grpc;

/// <summary>Remembers why a server's certificate was refused, since the exception that follows does not tell.</summary>
internal sealed class ServerRefusal
{
    private volatile string? _reason;

    /// <summary>The end of a sentence about the coordinator; null when no certificate was refused.</summary>
    public string? Reason
    {
        get => _reason;
        set => _reason = value;
    }
}
