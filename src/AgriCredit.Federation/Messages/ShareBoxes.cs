using AgriCredit.Privacy;

namespace AgriCredit.Federation;

/// <summary>The boxes in which shares of self masks travel, and where each stands in its list.</summary>
internal static class ShareBoxes
{
    /// <summary>A share and the tag of its box.</summary>
    public const int Length = SelfMask.ShareLength + PairBox.Overhead;

    public static BoxAddress Address(PartyId sender, PartyId receiver, ReadOnlyMemory<byte> session, ulong round) =>
        new(sender.Value, receiver.Value, session, round, Attempt: 0, (uint)MessageKind.MaskedInput);

    /// <summary>The index of a party's entry in a list over all but its owner.</summary>
    public static int IndexWithout(int party, int owner) => party < owner ? party : party - 1;
}
