using AgriCredit.Alignment;

namespace AgriCredit.Harness.Data;

/// <summary>Finds, with all ids in one place, the applicants that several parties know: what the private alignment must come to.</summary>
internal static class ApplicantJoin
{
    /// <summary>Rows named in a message about ids that occur more than once.</summary>
    private const int NamedRows = 5;

    /// <summary>The ids as the alignment compares them: without regard to case, width and white space at the ends. What it refuses stays as it is, and is refused there.</summary>
    public static string[] Normalise(IReadOnlyList<string> ids) => [.. ids.Select(id => ApplicantIds.Normalise(id) ?? id)];

    /// <summary>Says how many ids stand on more than one row, and on which; null when each stands on one.</summary>
    public static string? DescribeDuplicates(IReadOnlyList<string> normalised)
    {
        var first = new Dictionary<string, int>(normalised.Count);
        var duplicated = new HashSet<string>();
        var repeats = new List<string>();
        int repeated = 0;
        for (int row = 0; row < normalised.Count; row++)
        {
            if (!first.TryAdd(normalised[row], row))
            {
                repeated++;
                duplicated.Add(normalised[row]);
                if (repeats.Count < NamedRows)
                {
                    repeats.Add($"row {row} repeats row {first[normalised[row]]}");
                }
            }
        }

        string more = repeated > repeats.Count ? $" and {repeated - repeats.Count} more" : "";
        return repeated == 0
            ? null
            : $"{duplicated.Count} {(duplicated.Count == 1 ? "id stands" : "ids stand")} on more than one row: {string.Join(", ", repeats)}{more} (rows count from 0; case, width and white space at the ends do not tell ids apart)";
    }

    /// <summary>The rows of each party that hold the applicants known to all, in the first party's order.</summary>
    /// <param name="normalised">Each party's ids, none twice.</param>
    /// <param name="rows">The first party's rows to look for.</param>
    /// <returns>One array a party, all of one length.</returns>
    public static int[][] Align(IReadOnlyList<string[]> normalised, IReadOnlyList<int> rows)
    {
        Dictionary<string, int>[] others = [.. normalised.Skip(1).Select(ids => ids.Select((id, row) => (id, row)).ToDictionary(pair => pair.id, pair => pair.row))];
        var aligned = new List<int>[normalised.Count];
        for (int party = 0; party < aligned.Length; party++)
        {
            aligned[party] = [];
        }

        foreach (int row in rows)
        {
            string id = normalised[0][row];
            if (!others.All(other => other.ContainsKey(id)))
            {
                continue;
            }

            aligned[0].Add(row);
            for (int other = 0; other < others.Length; other++)
            {
                aligned[other + 1].Add(others[other][id]);
            }
        }

        return [.. aligned.Select(list => list.ToArray())];
    }
}
