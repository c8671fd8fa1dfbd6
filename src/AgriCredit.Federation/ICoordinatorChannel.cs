namespace AgriCredit.Federation;

/// <summary>A party's way to the coordinator: one message out, the coordinator's next envelopes back.</summary>
/// <remarks>The answer comes when all parties have sent theirs, so a call may wait as long as the plan's collect timeout.</remarks>
public interface ICoordinatorChannel
{
    /// <summary>Sends a message and waits for the answer. Safe to repeat with the same envelope: the answer is the same.</summary>
    /// <param name="message">The party's signed message.</param>
    /// <param name="cancellationToken">Stops waiting; the message may have been received.</param>
    /// <exception cref="FederationException">The coordinator cannot be reached, or did not answer in time.</exception>
    Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken);

    /// <summary>Tells the coordinator that the party holds how the session ended and will not ask again, so that it need not stay for it.</summary>
    /// <remarks>A courtesy: a coordinator that cannot be told, within seconds, stays as long as its patience lasts. Nothing is thrown for it, as the party has what it came for.</remarks>
    /// <param name="party">The party.</param>
    /// <param name="cancellationToken">Stops telling; nothing is thrown.</param>
    Task ConfirmAsync(PartyId party, CancellationToken cancellationToken);
}
