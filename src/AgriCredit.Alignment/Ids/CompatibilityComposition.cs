namespace AgriCredit.Alignment;

/// <summary>Normalisation form KC.</summary>
/// <remarks>Source: Unicode 14.0, section 3.11 (D114 to D118, and 3.12 for Hangul); Unicode Standard Annex 15.</remarks>
internal static class CompatibilityComposition
{
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TrailCount;

    /// <summary>Normalises code points.</summary>
    public static List<int> Normalise(IEnumerable<int> codePoints)
    {
        UnicodeTables tables = UnicodeTables.Instance;
        var decomposed = new List<int>();
        foreach (int codePoint in codePoints)
        {
            Decompose(codePoint, tables, decomposed);
        }

        Reorder(decomposed, tables);
        return Compose(decomposed, tables);
    }

    private static void Decompose(int codePoint, UnicodeTables tables, List<int> decomposed)
    {
        int syllable = codePoint - SyllableBase;
        if (syllable is >= 0 and < SyllableCount)
        {
            decomposed.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            decomposed.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount != 0)
            {
                decomposed.Add(TrailBase + (syllable % TrailCount));
            }

            return;
        }

        ReadOnlySpan<int> parts = tables.Decomposition(codePoint);
        if (parts.IsEmpty)
        {
            decomposed.Add(codePoint);
        }
        else
        {
            decomposed.AddRange(parts);
        }
    }

    /// <summary>Sorts each run of marks by its class, stably (D109).</summary>
    private static void Reorder(List<int> codePoints, UnicodeTables tables)
    {
        for (int i = 1; i < codePoints.Count; i++)
        {
            int mark = codePoints[i];
            int order = tables.Order(mark);
            int place = i;
            while (order != 0 && place > 0 && tables.Order(codePoints[place - 1]) > order)
            {
                codePoints[place] = codePoints[place - 1];
                place--;
            }

            codePoints[place] = mark;
        }
    }

    /// <summary>Joins each code point with the last starter, unless one between them blocks it (D115, D117).</summary>
    private static List<int> Compose(List<int> codePoints, UnicodeTables tables)
    {
        var composed = new List<int>(codePoints.Count);
        int starter = -1;
        int lastOrder = -1;
        foreach (int codePoint in codePoints)
        {
            int order = tables.Order(codePoint);
            bool adjacent = starter == composed.Count - 1;
            if (starter >= 0 && (adjacent || (lastOrder != 0 && lastOrder < order)) && Join(composed[starter], codePoint, tables) is { } joined)
            {
                composed[starter] = joined;
                continue;
            }

            if (order == 0)
            {
                starter = composed.Count;
            }

            lastOrder = order;
            composed.Add(codePoint);
        }

        return composed;
    }

    private static int? Join(int first, int second, UnicodeTables tables)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return SyllableBase + (((lead * VowelCount) + vowel) * TrailCount);
        }

        int syllable = first - SyllableBase;
        int trail = second - TrailBase;
        return syllable is >= 0 and < SyllableCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount
            ? first + trail
            : tables.Composition(first, second);
    }
}
