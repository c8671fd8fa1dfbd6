using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>What the stages of a coordinator share: who it is, what was asked of it, and the session so far.</summary>
internal sealed class CoordinatorContext
{
    public CoordinatorContext(SigningIdentity identity, Roster roster, SessionRequest request)
    {
        Identity = identity;
        Roster = roster;
        Request = request;
        Participants = roster.Parties;
    }

    public SigningIdentity Identity { get; }

    public Roster Roster { get; }

    public SessionRequest Request { get; }

    public ReadOnlyMemory<byte> Transcript { get; set; } = Envelope.NoHash;

    /// <summary>Who is still in the session, in the plan's order.</summary>
    public IReadOnlyList<PartyId> Participants { get; set; }

    /// <summary>q: fewest parties to go on with.</summary>
    public int Quorum => AggregationModes.Quorum(Request.Mode, Roster.Parties.Count, Request.Collusion);

    public bool IsResilient => Request.Mode == AggregationMode.Resilient;

    public SessionPlan? Plan { get; set; }

    public FederatedFit? Fit { get; set; }

    public Envelope Sign(IMessage payload, MessageKind kind, ulong round) => Sign(payload.ToByteArray(), kind, round);

    public Envelope Sign(ReadOnlyMemory<byte> payload, MessageKind kind, ulong round) =>
        Envelope.Sign(Identity, payload, kind, Request.Session, round, attempt: 0, Transcript);
}
