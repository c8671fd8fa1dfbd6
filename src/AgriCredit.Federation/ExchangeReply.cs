namespace AgriCredit.Federation;

/// <summary>The coordinator's answer to one envelope: the envelopes that the party needs next, or why its own was turned away.</summary>
public sealed class ExchangeReply
{
    private ExchangeReply(IReadOnlyList<Envelope> envelopes, RejectionReason? rejection)
    {
        Envelopes = envelopes;
        Rejection = rejection;
    }

    /// <summary>The answer, in order; empty when rejected.</summary>
    public IReadOnlyList<Envelope> Envelopes { get; }

    /// <summary>Why the envelope was turned away; null when it was not.</summary>
    public RejectionReason? Rejection { get; }

    internal static ExchangeReply Of(IReadOnlyList<Envelope> envelopes) => new(envelopes, null);

    internal static ExchangeReply Rejected(RejectionReason reason) => new([], reason);
}
