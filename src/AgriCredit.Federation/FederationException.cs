namespace AgriCredit.Federation;

/// <summary>The transport to the coordinator failed: it cannot be reached, refused the connection, or did not answer in time.</summary>
public sealed class FederationException : Exception
{
    /// <summary>Says what failed.</summary>
    /// <param name="party">The party whose call failed.</param>
    /// <param name="message">What failed, and what to check.</param>
    /// <param name="innerException">The transport's own exception.</param>
    public FederationException(PartyId party, string message, Exception? innerException = null)
        : base(message, innerException) => Party = party;

    /// <summary>The party whose call failed.</summary>
    public PartyId Party { get; }
}
