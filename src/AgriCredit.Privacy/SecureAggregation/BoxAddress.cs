namespace AgriCredit.Privacy;

/// <summary>The one place where a boxed message belongs.</summary>
/// <remarks>At one address a sender seals one content, ever: the key and nonce of a box follow from its address, and AES-GCM under one nonce twice gives both contents
/// and the authentication key away. Write before send (PROTOCOL 1.1) sees to it.</remarks>
/// <param name="Sender">The sender's id.</param>
/// <param name="Receiver">The receiver's id.</param>
/// <param name="Session">The session id, 32 bytes.</param>
/// <param name="Round">The round; 0 in the set-up.</param>
/// <param name="Attempt">The attempt at the round.</param>
/// <param name="Kind">The kind of the message that carries the box.</param>
public sealed record BoxAddress(string Sender, string Receiver, ReadOnlyMemory<byte> Session, ulong Round, uint Attempt, uint Kind)
{
    private const int SessionLength = 32;

    /// <summary>The session id, 32 bytes.</summary>
    /// <exception cref="ArgumentException">It is not 32 bytes long.</exception>
    public ReadOnlyMemory<byte> Session { get; } = Session.Length == SessionLength
        ? Session
        : throw new ArgumentException($"Expected {SessionLength} bytes, got {Session.Length}.", nameof(Session));

    /// <summary>label || len32(from) || from || len32(to) || to || session || LE64(r) || LE32(a) || LE32(kind).</summary>
    internal byte[] Info()
    {
        var info = new InfoWriter(Labels.Box);
        info.AppendPrefixed(Sender);
        info.AppendPrefixed(Receiver);
        info.Append(Session.Span);
        info.Append(Round);
        info.Append(Attempt);
        info.Append(Kind);
        return info.ToArray();
    }
}
