namespace AgriCredit.Federation.Vertical;

/// <summary>What the bank learns of one applicant.</summary>
public sealed class ApplicantScore
{
    internal ApplicantScore(string id, ApplicantOutcome outcome, PartyId? party, double? probability, int? band)
    {
        Id = id;
        Outcome = outcome;
        Party = party;
        Probability = probability;
        Band = band;
    }

    /// <summary>The applicant's id, as it was given.</summary>
    public string Id { get; }

    /// <summary>What became of it.</summary>
    public ApplicantOutcome Outcome { get; }

    /// <summary>The first party because of which there is no score; null where there is one.</summary>
    public PartyId? Party { get; }

    /// <summary>The probability of default in [0, 1], within 1e-4 of the joined model's; null without a score, and where bands are agreed.</summary>
    public double? Probability { get; }

    /// <summary>How many of the agreed edges the probability is not below; null without a score, and where the probability itself is released.</summary>
    public int? Band { get; }

    /// <summary>Nothing of the applicant.</summary>
    public override string ToString() => $"{nameof(ApplicantScore)}(redacted)";
}
