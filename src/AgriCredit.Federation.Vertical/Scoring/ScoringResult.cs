namespace AgriCredit.Federation.Vertical;

/// <summary>What a member has at the end of a scoring session.</summary>
public sealed class ScoringResult
{
    /// <summary>The session's id, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Session { get; init; }

    /// <summary>The parties, label holder first.</summary>
    public required IReadOnlyList<PartyId> Parties { get; init; }

    /// <summary>Applicants asked about; at the dealer those scored.</summary>
    public required int Requested { get; init; }

    /// <summary>Applicants whose score was computed.</summary>
    public required int Scored { get; init; }

    /// <summary>Applicants not looked up because of this party's own limits; 0 at the bank and the dealer.</summary>
    public int Limited { get; init; }

    /// <summary>At the bank every applicant in the order given; else empty.</summary>
    public IReadOnlyList<ApplicantScore> Applicants { get; init; } = [];

    /// <summary>How often the parties waited for each other.</summary>
    public int Rounds { get; init; }

    /// <summary>Messages and bytes of this member, before TLS.</summary>
    public required Traffic Traffic { get; init; }

    /// <summary>What each role learns.</summary>
    public required IReadOnlyList<Disclosure> Learnt { get; init; }
}
