namespace AgriCredit.Harness.CommandLine;

/// <summary>Finds the name a user most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate at the smallest edit distance, when that is at most a third of the word's length (and at least 1, so that "sed" finds "seed").</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        int allowed = int.Max(1, word.Length / 3);
        return candidates
            .Select(candidate => (Name: candidate, Distance: Distance(word, candidate)))
            .Where(candidate => candidate.Distance <= allowed)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>" (did you mean 'seed'?)", or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        Find(word, candidates) is { } name ? $" (did you mean '{name}'?)" : "";

    /// <summary>Optimal string alignment distance, ignoring case: inserting, deleting, changing a letter, or exchanging two neighbours costs 1.</summary>
    internal static int Distance(string left, string right)
    {
        int[,] distance = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            distance[i, 0] = i;
        }

        for (int j = 0; j <= right.Length; j++)
        {
            distance[0, j] = j;
        }

        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int change = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                int best = int.Min(int.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    best = int.Min(best, distance[i - 2, j - 2] + 1);
                }

                distance[i, j] = best;
            }
        }

        return distance[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
