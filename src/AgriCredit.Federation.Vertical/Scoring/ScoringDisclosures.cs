namespace AgriCredit.Federation.Vertical;

/// <summary>What each role learns from joint scoring, for the people who decide.</summary>
/// <remarks>Source: PROTOCOL 5.7.</remarks>
public static class ScoringDisclosures
{
    /// <summary>What scoring on some terms tells whom.</summary>
    /// <param name="parties">The parties, the label holder first.</param>
    /// <param name="terms">The terms.</param>
    public static IReadOnlyList<Disclosure> Of(IReadOnlyList<PartyId> parties, ScoringTerms terms)
    {
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(terms);
        string bank = parties[0].Value;
        return
        [
            terms.Release == ScoreRelease.Probability
                ? new(bank, "Of each applicant the probability of default to 1e-4, and so, as it knows its own part of the logit, the sum of the other parties' parts to about 1e-4 / (p (1 - p)): of a party with one column that column, up to scale and shift.")
                : new(bank, $"Of each applicant one of {terms.BandEdges.Count + 1} bands, and so, as it knows its own part of the logit, an interval in which the sum of the other parties' parts lies."),
            new(bank, "Which applicants each other party knows, of those that it has asked about and was not refused for the limits."),
            new("every other party", $"The ids of all applicants whom '{bank}' asks about{(parties.Count > 2 ? ", and which of them all parties know" : "")}; no score, no band and no part of a logit."),
            new("dealer", "How many applicants are scored, or prepared for, and whether to a probability or a band. Together with one party it could read the other's part of the logits."),
            new("relay", "Who sent how many bytes to whom, and when."),
            new("nobody", "Of another party's rows and coefficients more than these parts of logits say."),
        ];
    }
}
