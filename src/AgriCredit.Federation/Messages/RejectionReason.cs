namespace AgriCredit.Federation;

/// <summary>Why a single envelope was turned away. The session goes on without it.</summary>
public enum RejectionReason
{
    /// <summary>A field has the wrong length or the payload does not parse.</summary>
    Malformed = 1,

    /// <summary>The sender is not in the roster, or is not the owner of the connection.</summary>
    UnknownSender = 2,

    /// <summary>The signature is not the sender's over these bytes (altered or re-signed).</summary>
    BadSignature = 3,

    /// <summary>Session, round, attempt or transcript are those of another place (<c>ReplayedRound</c>).</summary>
    Replayed = 4,

    /// <summary>The kind is not expected in the present state.</summary>
    Unexpected = 5,

    /// <summary>The payload is over the configured size.</summary>
    PayloadTooLarge = 6,

    /// <summary>The sender asks to be let in, but is in the session already: it lost its state.</summary>
    StateLost = 7,
}
