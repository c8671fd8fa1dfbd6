using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Federation.Vertical;

/// <summary>Holds what members have come for against each other: all to fit, or all to score the same.</summary>
internal static class ScoringAgreement
{
    private const string Probability = "probability";
    private const string Band = "band";

    public static string Name(ScoreRelease release) => release == ScoreRelease.Band ? Band : Probability;

    public static ScoreRelease Read(Wire.JointScoring scoring) => scoring.Release == Band ? ScoreRelease.Band : ScoreRelease.Probability;

    /// <summary>H(label || H(request) || H(list)): who is scored, as all members must have been told.</summary>
    public static byte[] HashScored(byte[] request, byte[] list) => SHA256.HashData([.. Encoding.ASCII.GetBytes(Labels.Scored), .. SHA256.HashData(request), .. SHA256.HashData(list)]);

    /// <summary>What the plan says is scored: what the label holder offers, from the first block of prepared randomness that no party has used.</summary>
    public static Wire.JointScoring Draw(JointMemberOptions options, IReadOnlyDictionary<PartyId, Wire.JointOffer> offers)
    {
        Wire.JointScoring scoring = offers[options.LabelHolder].Scoring.Clone();
        scoring.NextBlock = options.Parties.Max(party => offers[party].Scoring.NextBlock);
        return scoring;
    }

    /// <summary>Checks that all members have come for the same.</summary>
    /// <exception cref="JointException">They have not.</exception>
    public static void CheckOffers(JointMemberOptions options, IReadOnlyDictionary<PartyId, Wire.JointOffer> offers)
    {
        Wire.JointScoring? leading = offers[options.LabelHolder].Scoring;
        foreach (PartyId member in options.Members)
        {
            Wire.JointScoring? scoring = offers[member].Scoring;
            if ((scoring is null) != (leading is null))
            {
                throw new JointException(
                    JointFailureReason.OtherModel, member, $"'{member}' has come {(scoring is null ? "to fit" : "to score")}, '{options.LabelHolder}' {(leading is null ? "to fit" : "to score")}. Start both for the same.");
            }

            // A dealer that deals for one session says nothing more than that.
            if (leading is not null && scoring is not null && (member != options.Dealer || leading.Prepare > 0 || scoring.Prepare > 0))
            {
                CheckOffer(options, member, scoring, leading);
            }
        }
    }

    /// <summary>Checks that a plan is what follows from the offers in it.</summary>
    /// <exception cref="JointException">It is not.</exception>
    public static void CheckPlan(JointMemberOptions options, Wire.JointPlan plan)
    {
        var offers = plan.Members.ToDictionary(member => new PartyId(member.Party), member => member.Offer);
        if (plan.Terms is not null || plan.Scoring is null || !plan.Scoring.Equals(Draw(options, offers)))
        {
            throw new JointException(JointFailureReason.OtherTerms, options.LabelHolder, $"The plan of '{options.LabelHolder}' does not say what the parties have offered to score.");
        }
    }

    private static void CheckOffer(JointMemberOptions options, PartyId member, Wire.JointScoring scoring, Wire.JointScoring leading)
    {
        if (scoring.Prepare > ScorePool.LargestBlocks || scoring.NextBlock > ScorePool.LargestBlocks)
        {
            throw new JointException(JointFailureReason.BadMessage, member, $"'{member}' counts more than {ScorePool.LargestBlocks} blocks of prepared randomness.");
        }

        if (member != options.Dealer && !scoring.Model.Equals(leading.Model))
        {
            throw new JointException(
                JointFailureReason.OtherModel,
                member,
                $"'{member}' has its half of the fit {Describe(scoring.Model)}, '{options.LabelHolder}' that of the fit {Describe(leading.Model)}: together they score nobody. Take the halves of one session.");
        }

        if (scoring.Prepare != leading.Prepare || scoring.Release != leading.Release || scoring.Release is not (Probability or Band))
        {
            throw new JointException(
                JointFailureReason.OtherTerms, member, $"'{member}' has come {Purpose(scoring)}, '{options.LabelHolder}' {Purpose(leading)}. Configure both alike.");
        }

        if (member != options.Dealer && !scoring.Edges.SequenceEqual(leading.Edges))
        {
            throw new JointException(
                JointFailureReason.OtherTerms, member, $"'{member}' has the band edges {Edges(scoring)}, '{options.LabelHolder}' {Edges(leading)} (in logits of 1/512). Configure both alike.");
        }

        if (member != options.Dealer && !scoring.Pool.Equals(leading.Pool))
        {
            throw new JointException(
                scoring.Pool.IsEmpty || leading.Pool.IsEmpty ? JointFailureReason.OtherTerms : JointFailureReason.UsedRandomness,
                member,
                $"'{member}' has {Pool(scoring)}, '{options.LabelHolder}' {Pool(leading)}. Prepare anew at all members, or start both with a dealer.");
        }
    }

    private static string Purpose(Wire.JointScoring scoring) => $"{(scoring.Prepare > 0 ? $"to prepare {scoring.Prepare} blocks" : "to score")} for a {(scoring.Release == Band ? Band : Probability)}";

    private static string Edges(Wire.JointScoring scoring) => $"[{string.Join(", ", scoring.Edges)}]";

    private static string Pool(Wire.JointScoring scoring) => scoring.Pool.IsEmpty ? "no prepared randomness" : $"the randomness prepared in session {Describe(scoring.Pool)}";

    /// <summary>The beginning of a session's id, however short a peer has made it.</summary>
    public static string Describe(Google.Protobuf.ByteString session) => session.IsEmpty ? "(none)" : Convert.ToHexStringLower(session.Span)[..Math.Min(16, 2 * session.Length)];
}
