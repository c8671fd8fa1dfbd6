namespace AgriCredit;

/// <summary>What the features of one model must be to each other.</summary>
internal static class FeatureRules
{
    internal static void Check(IReadOnlyList<ModelFeature> features)
    {
        if (features.Count is 0 or > CreditModel.MaximumFeatures)
        {
            throw new ArgumentException($"A model has 1 to {CreditModel.MaximumFeatures} features; got {features.Count}.", nameof(features));
        }

        var names = new HashSet<string>(StringComparer.Ordinal) { CreditModel.InterceptName };
        foreach (ModelFeature feature in features)
        {
            ArgumentNullException.ThrowIfNull(feature, nameof(features));
            if (!names.Add(feature.Name))
            {
                throw new ArgumentException($"Feature '{feature.Name}' occurs twice or has the intercept's name; names are unique.", nameof(features));
            }
        }

        foreach (IGrouping<string, ModelFeature> source in features.GroupBy(feature => feature.Source, StringComparer.Ordinal))
        {
            CheckSource(source.Key, [.. source.Where(feature => !feature.IsIndicator)], source.Count(feature => feature.IsIndicator));
        }
    }

    private static void CheckSource(string source, ModelFeature[] values, int indicators)
    {
        if (values.Length != 1)
        {
            throw new ArgumentException($"Source '{source}' has {values.Length} features that carry its value; it needs exactly one.", nameof(source));
        }

        int expected = values[0].Missing == MissingPolicy.Indicator ? 1 : 0;
        if (indicators != expected)
        {
            throw new ArgumentException(
                $"Source '{source}' has policy {values[0].Missing} and {indicators} missing indicators; it needs {expected}.", nameof(source));
        }
    }
}
