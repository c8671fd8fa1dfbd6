namespace AgriCredit.Alignment;

/// <summary>Step 3 at the initiator: the elements that both doubly masked lists hold.</summary>
internal static class MatchSearch
{
    /// <summary>Finds them, in the order of their values.</summary>
    /// <param name="own">The own list, for the rows behind its positions.</param>
    /// <param name="returned">The own list doubly masked, in the same order.</param>
    /// <param name="peer">The responder's list doubly masked.</param>
    public static AlignmentMatches Find(MaskedList own, ElementSet returned, ElementSet peer)
    {
        var positions = new List<int>();
        for (int position = 0; position < own.Count; position++)
        {
            // Padding has no row and is not looked up.
            if (own.RowAt(position) is not null && peer.Find(returned[position]) is not null)
            {
                positions.Add(position);
            }
        }

        positions.Sort((first, second) => returned[first].SequenceCompareTo(returned[second]));
        int[] rows = new int[positions.Count];
        int[] peerPositions = new int[positions.Count];
        for (int match = 0; match < positions.Count; match++)
        {
            rows[match] = own.RowAt(positions[match])!.Value;
            peerPositions[match] = peer.Find(returned[positions[match]])!.Value;
        }

        return new AlignmentMatches(rows, peerPositions);
    }
}
