using System.Collections;

namespace AgriCredit.Alignment;

/// <summary>Step 3 at the responder: from positions in its shuffled list to its rows.</summary>
internal static class PositionCheck
{
    /// <summary>Resolves positions; all of them, or none.</summary>
    public static AlignmentFault? Resolve(MaskedList own, ReadOnlySpan<int> positions, out int[] rows)
    {
        rows = [];
        var taken = new BitArray(own.Count);
        var resolved = new List<int>(Math.Min(positions.Length, own.Count));
        for (int place = 0; place < positions.Length; place++)
        {
            int position = positions[place];
            if (position < 0 || position >= own.Count)
            {
                return Fault(AlignmentFaultReason.PositionOutOfRange, $"is {position}, not 0 to {own.Count - 1}", place, position);
            }

            if (own.RowAt(position) is not { } row)
            {
                return Fault(AlignmentFaultReason.PositionWithoutRow, $"is {position}, where no row is", place, position);
            }

            if (taken[position])
            {
                return Fault(AlignmentFaultReason.PositionRepeated, $"is {position}, which came before", place, position);
            }

            taken[position] = true;
            resolved.Add(row);
        }

        rows = [.. resolved];
        return null;
    }

    /// <summary>Refuses positions where the responder is to learn nothing.</summary>
    public static AlignmentFault Unexpected(out int[] rows)
    {
        rows = [];
        return new AlignmentFault(
            AlignmentFaultReason.PositionsUnexpected,
            $"The peer sends positions; with {nameof(AlignmentOptions.Reveal)} = {nameof(AlignmentReveal.One)} it keeps them. Both sides need the same {nameof(AlignmentOptions)}.{nameof(AlignmentOptions.Reveal)}.");
    }

    private static AlignmentFault Fault(AlignmentFaultReason reason, string what, int place, int position) =>
        new(reason, $"Entry {place} of the peer's positions {what}.", element: place, actual: position);
}
