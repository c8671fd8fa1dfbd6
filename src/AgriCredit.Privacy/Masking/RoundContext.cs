namespace AgriCredit.Privacy;

/// <summary>Everything a round key is bound to: change any part and every mask of the round changes.</summary>
/// <remarks>Source: PROTOCOL 2.2. The transcript is that before the round, so parties that were told different things share no masks.</remarks>
public sealed class RoundContext
{
    private const int HashLength = 32;

    /// <summary>Binds a round.</summary>
    /// <param name="session">The session id, 32 bytes.</param>
    /// <param name="round">The round, from 1.</param>
    /// <param name="attempt">The attempt at the round, from 0.</param>
    /// <param name="transcript">The transcript hash before the round, 32 bytes.</param>
    /// <param name="planHash">SHA-256 of the round plan as sent, 32 bytes.</param>
    /// <exception cref="ArgumentException">A hash is not 32 bytes long.</exception>
    public RoundContext(ReadOnlyMemory<byte> session, ulong round, uint attempt, ReadOnlyMemory<byte> transcript, ReadOnlyMemory<byte> planHash)
    {
        RequireHash(session, nameof(session));
        RequireHash(transcript, nameof(transcript));
        RequireHash(planHash, nameof(planHash));

        // Copies: a caller that reuses its buffers must not change the masks of a round under way.
        Session = session.ToArray();
        Round = round;
        Attempt = attempt;
        Transcript = transcript.ToArray();
        PlanHash = planHash.ToArray();
    }

    /// <summary>The session id.</summary>
    public ReadOnlyMemory<byte> Session { get; }

    /// <summary>The round, from 1.</summary>
    public ulong Round { get; }

    /// <summary>The attempt, from 0.</summary>
    public uint Attempt { get; }

    /// <summary>The transcript hash before the round.</summary>
    public ReadOnlyMemory<byte> Transcript { get; }

    /// <summary>SHA-256 of the round plan as sent.</summary>
    public ReadOnlyMemory<byte> PlanHash { get; }

    /// <summary>label || session || LE64(round) || LE32(attempt) || transcript || H(round plan).</summary>
    internal byte[] MaskInfo()
    {
        var info = new InfoWriter(Labels.Mask);
        info.Append(Session.Span);
        info.Append(Round);
        info.Append(Attempt);
        info.Append(Transcript.Span);
        info.Append(PlanHash.Span);
        return info.ToArray();
    }

    /// <summary>label || LE64(round) || LE32(attempt).</summary>
    internal byte[] TagInfo() => RoundInfo(Labels.Tag);

    /// <summary>label || LE64(round) || LE32(attempt).</summary>
    internal byte[] OffsetInfo() => RoundInfo(Labels.Offset);

    private byte[] RoundInfo(string label)
    {
        var info = new InfoWriter(label);
        info.Append(Round);
        info.Append(Attempt);
        return info.ToArray();
    }

    private static void RequireHash(ReadOnlyMemory<byte> value, string name)
    {
        if (value.Length != HashLength)
        {
            throw new ArgumentException($"Expected {HashLength} bytes, got {value.Length}.", name);
        }
    }
}
