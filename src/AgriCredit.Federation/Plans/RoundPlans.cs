using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>The plan of a round, as it follows from the session plan and the sums so far. The coordinator sends it; a party compares the bytes with its own.</summary>
/// <remarks>Protobuf writes the fields of one version of a schema in the order of their numbers, so equal plans are equal bytes.</remarks>
internal static class RoundPlans
{
    public static ReadOnlyMemory<byte> Write(FederatedFit fit, IReadOnlyList<PartyId> participants)
    {
        var wire = new Wire.RoundPlan { Kind = (uint)fit.Kind, SubjectHash = UnsafeByteOperations.UnsafeWrap(fit.SubjectHash) };
        wire.Participants.AddRange(participants.Select(party => party.Value));
        wire.Layout.AddRange(fit.Layout!.Parts.Select(part => new Wire.RoundPlan.Types.Part
        {
            Name = part.Name,
            Length = (uint)part.Length,
            FractionalBits = (uint)part.FractionalBits,
            Bound = part.Bound,
        }));
        return wire.ToByteArray();
    }
}
