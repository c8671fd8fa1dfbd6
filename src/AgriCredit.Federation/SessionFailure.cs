namespace AgriCredit.Federation;

/// <summary>How a session ended without a model: the reason, whom it concerns, and one sentence for a person.</summary>
/// <remarks>It names features, rules and parties, never a value of a row.</remarks>
public sealed class SessionFailure
{
    internal SessionFailure(SessionFailureReason reason, string message, string subject = "", params IReadOnlyList<PartyId> parties)
    {
        Reason = reason;
        Message = message;
        Subject = subject;
        Parties = parties;
    }

    /// <summary>The named reason.</summary>
    public SessionFailureReason Reason { get; }

    /// <summary>What happened, where, and what to do.</summary>
    public string Message { get; }

    /// <summary>The feature or rule concerned; empty when there is none.</summary>
    public string Subject { get; }

    /// <summary>The parties concerned.</summary>
    public IReadOnlyList<PartyId> Parties { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}: {Message}";
}
