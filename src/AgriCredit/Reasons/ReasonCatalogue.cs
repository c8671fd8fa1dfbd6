namespace AgriCredit;

/// <summary>The codes of a model: each belongs to one group, those of the catalogue and those made of groups' names.</summary>
internal static class ReasonCatalogue
{
    private const int LongestName = 48;

    /// <summary>The catalogue's entries of a feature.</summary>
    internal static IEnumerable<ReasonText> Entries(ModelFeature feature)
    {
        if (feature.Reason is { } own)
        {
            yield return own;
        }

        if (feature.Transform is WoeTransform woe)
        {
            foreach (WoeBin bin in woe.Bins)
            {
                if (bin.Reason is { } reason)
                {
                    yield return reason;
                }
            }
        }
    }

    /// <summary>A code for each group, none of them in the catalogue of another.</summary>
    /// <exception cref="ArgumentException">The catalogue uses one code for two groups.</exception>
    internal static string[] DefaultCodes(IReadOnlyList<ModelFeature> features, IReadOnlyList<string> groups)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ModelFeature feature in features)
        {
            foreach (ReasonText entry in Entries(feature))
            {
                if (!owners.TryAdd(entry.Code, feature.Group) && owners[entry.Code] != feature.Group)
                {
                    throw new ArgumentException($"Reason code '{entry.Code}' belongs to the groups '{owners[entry.Code]}' and '{feature.Group}'; one code belongs to one group.", nameof(features));
                }
            }
        }

        string[] codes = new string[groups.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            string name = groups[i].Replace(';', '_');
            name = name.Length <= LongestName ? name : name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)];
            string code = name;
            for (int number = 2; !owners.TryAdd(code, groups[i]) && owners[code] != groups[i]; number++)
            {
                code = $"{name}~{number}";
            }

            codes[i] = code;
        }

        return codes;
    }
}
