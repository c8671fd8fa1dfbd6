using System.Security.Cryptography;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>What all members of a joint fit have signed: who takes part, with which key and which columns, and on what terms.</summary>
internal sealed class JointPlan
{
    private JointPlan(Wire.JointPlan wire, byte[] payload)
    {
        Wire = wire;
        Payload = payload;
        Hash = SHA256.HashData(payload);
        Parties = [.. wire.Members.Where(member => !member.Offer.IsDealer).Select(member => new PartyId(member.Party))];
    }

    /// <summary>Version of the joint protocol.</summary>
    public const uint Version = 2;

    public Wire.JointPlan Wire { get; }

    public byte[] Payload { get; }

    public byte[] Hash { get; }

    /// <summary>The parties, label holder first.</summary>
    public IReadOnlyList<PartyId> Parties { get; }

    public ReadOnlyMemory<byte> Session => Wire.Session.Memory;

    /// <summary>Draws up the plan from the offers.</summary>
    public static JointPlan Draw(JointMemberOptions options, IReadOnlyDictionary<PartyId, Wire.JointOffer> offers)
    {
        var wire = new Wire.JointPlan
        {
            Version = Version,
            Session = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)),
            Scoring = offers[options.LabelHolder].Scoring is null ? null : ScoringAgreement.Draw(options, offers),
        };
        wire.Preparation = offers[options.LabelHolder].Preparation;
        wire.Terms = wire.Scoring is null ? options.Terms.ToWire() : null;
        wire.Members.AddRange(options.Members.Select(member => new Wire.JointPlan.Types.Member
        {
            Party = member.Value,
            CertificateHash = ByteString.CopyFrom(options.Roster.CertificateHash(member).Span),
            Offer = offers[member],
        }));
        return new JointPlan(wire, wire.ToByteArray());
    }

    /// <summary>Reads a plan and checks that it is the one this member may sign.</summary>
    /// <exception cref="JointException">It is not.</exception>
    public static JointPlan Read(JointMemberOptions options, Wire.JointOffer own, ReadOnlyMemory<byte> payload)
    {
        if (WireReader.Parse(Vertical.Wire.JointPlan.Parser, payload) is not { Version: Version } wire || wire.Session.Length != SHA256.HashSizeInBytes || wire.Members.Any(member => member.Offer is null))
        {
            throw new JointException(JointFailureReason.BadMessage, options.LabelHolder, $"The plan of '{options.LabelHolder}' cannot be read; both ends need the same version.");
        }

        PartyId[] expected = [.. options.Members];
        bool isRoster = wire.Members.Count == expected.Length && wire.Members.Zip(expected).All(pair =>
            pair.First.Party == pair.Second.Value && pair.First.CertificateHash.Span.SequenceEqual(options.Roster.CertificateHash(pair.Second).Span) && pair.First.Offer.IsDealer == (pair.Second == options.Dealer));
        if (!isRoster)
        {
            throw new JointException(
                JointFailureReason.OtherMembers, options.LabelHolder, $"The plan of '{options.LabelHolder}' names other members or certificates than this member's roster: {string.Join(", ", expected)}. Compare the rosters.");
        }

        if (!wire.Members[Array.IndexOf(expected, options.Identity.Id)].Offer.Equals(own))
        {
            throw new JointException(JointFailureReason.BadMessage, options.LabelHolder, $"The plan of '{options.LabelHolder}' does not hold this member's offer as it was sent; it may be of another session.");
        }

        CheckOffers(options, wire.Members.ToDictionary(member => new PartyId(member.Party), member => member.Offer));
        if (!Equals(wire.Preparation, own.Preparation))
        {
            throw new JointException(JointFailureReason.OtherTerms, options.LabelHolder, $"The plan of '{options.LabelHolder}' does not say what was prepared, or is to be.");
        }

        if (own.Scoring is not null)
        {
            ScoringAgreement.CheckPlan(options, wire);
        }
        else if (wire.Scoring is not null || JointTerms.FromWire(wire.Terms) is not { } terms || options.Terms.DifferencesFrom(terms) is { Count: > 0 })
        {
            string differences = JointTerms.FromWire(wire.Terms) is { } read ? string.Join("; ", options.Terms.DifferencesFrom(read)) : "unknown terms";
            throw new JointException(JointFailureReason.OtherTerms, options.LabelHolder, $"The plan of '{options.LabelHolder}' is not what this member agreed to: {differences}.");
        }

        return new JointPlan(wire, payload.ToArray());
    }

    private static void CheckPreparation(JointMemberOptions options, IReadOnlyDictionary<PartyId, Wire.JointOffer> offers)
    {
        Wire.JointPreparation? leading = offers[options.LabelHolder].Preparation;
        PartyId[] others = [.. options.Members.Where(member => !Equals(offers[member].Preparation, leading))];
        if (others.Length > 0)
        {
            Wire.JointPreparation? other = offers[others[0]].Preparation;
            throw new JointException(
                leading is { Pool.IsEmpty: false } && other is { Pool.IsEmpty: false } ? JointFailureReason.UsedRandomness : JointFailureReason.OtherTerms,
                others[0],
                $"'{others[0]}' has come {Purpose(other)}, '{options.LabelHolder}' {Purpose(leading)}. Start both for the same, or prepare anew at all members.");
        }

        int directions = 1 + options.Parties.Sum(party => offers[party].Features.Count);
        if (leading is { Pool.IsEmpty: true } && (FitPreparation.Fault((int)Math.Min(leading.Rows, int.MaxValue)) ?? ShapeAgreement.DimensionFault(directions)) is { } fault)
        {
            throw new JointException(JointFailureReason.RowCount, options.LabelHolder, $"Nothing can be prepared: {fault}");
        }

        static string Purpose(Wire.JointPreparation? preparation) => preparation switch
        {
            null => "to fit with a dealer",
            { Pool.IsEmpty: true } => $"to prepare a fit of {preparation.Rows} applicants",
            _ => $"to fit with what was prepared in session {ScoringAgreement.Describe(preparation.Pool)}",
        };
    }

    /// <summary>Checks that all have come for the same, that labels are at one party and no feature at two.</summary>
    /// <exception cref="JointException">They are not.</exception>
    public static void CheckOffers(JointMemberOptions options, IReadOnlyDictionary<PartyId, Wire.JointOffer> offers)
    {
        ScoringAgreement.CheckOffers(options, offers);
        CheckPreparation(options, offers);
        PartyId[] holders = [.. options.Parties.Where(party => offers[party].HoldsLabel)];
        if (holders.Length != 1 || holders[0] != options.LabelHolder)
        {
            PartyId at = holders.FirstOrDefault(party => party != options.LabelHolder, options.LabelHolder);
            throw new JointException(
                JointFailureReason.LabelHolder, at, $"Labels are at {(holders.Length == 0 ? "no party" : string.Join(" and ", holders.Select(party => $"'{party}'")))}; exactly '{options.LabelHolder}' must hold them.");
        }

        var seen = new Dictionary<string, PartyId>(StringComparer.Ordinal);
        foreach (PartyId party in options.Parties)
        {
            foreach (string feature in offers[party].Features)
            {
                if (!seen.TryAdd(feature, party))
                {
                    throw new JointException(
                        JointFailureReason.RepeatedFeature, party, $"Feature '{feature}' is at '{seen[feature]}' and at '{party}'; a name may occur once. Rename it at one of them.");
                }
            }
        }
    }
}
