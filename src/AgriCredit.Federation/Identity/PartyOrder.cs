namespace AgriCredit.Federation;

/// <summary>Orders of parties: the plan's order decides the signs of masks, places of shares and every list in a message.</summary>
internal static class PartyOrder
{
    /// <summary>A party's place in a list, from 0; -1 when it is not in it.</summary>
    public static int PlaceOf(IReadOnlyList<PartyId> parties, PartyId party)
    {
        for (int place = 0; place < parties.Count; place++)
        {
            if (parties[place] == party)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Every party's place in a list, from 0, for whoever asks for many.</summary>
    public static Dictionary<PartyId, int> Places(IReadOnlyList<PartyId> parties)
    {
        var places = new Dictionary<PartyId, int>(parties.Count);
        for (int place = 0; place < parties.Count; place++)
        {
            places.Add(parties[place], place);
        }

        return places;
    }

    public static bool IsBefore(IReadOnlyList<PartyId> parties, PartyId first, PartyId second) => PlaceOf(parties, first) < PlaceOf(parties, second);

    /// <summary>Whether a list is part of another, in its order.</summary>
    public static bool IsWithin(IReadOnlyList<PartyId> part, IReadOnlyList<PartyId> whole) => whole.Where(part.Contains).SequenceEqual(part);
}
