namespace AgriCredit.Federation.Vertical;

/// <summary>What a member comes to a session with, before there is a plan.</summary>
/// <param name="IsDealer">Whether it deals.</param>
/// <param name="Features">A party's features.</param>
/// <param name="HoldsLabel">Whether it holds the labels.</param>
/// <param name="Scoring">What is scored; null in a fit.</param>
/// <param name="Preparation">Of a fit, what is prepared or was; null with a dealer.</param>
internal sealed record MemberOffer(bool IsDealer, IReadOnlyList<string> Features, bool HoldsLabel, Wire.JointScoring? Scoring, Wire.JointPreparation? Preparation = null)
{
    /// <summary>Of a party with rows, or of the dealer, which has none.</summary>
    public static MemberOffer ToFit(JointRows? rows, Wire.JointPreparation? preparation = null) => new(rows is null, rows?.Features ?? [], rows is { HasLabels: true }, Scoring: null, preparation);

    public Wire.JointOffer ToWire(ReadOnlySpan<byte> key)
    {
        var wire = new Wire.JointOffer { Version = JointPlan.Version, IsDealer = IsDealer, Key = Google.Protobuf.ByteString.CopyFrom(key), HoldsLabel = HoldsLabel, Scoring = Scoring, Preparation = Preparation };
        wire.Features.AddRange(Features);
        return wire;
    }
}
