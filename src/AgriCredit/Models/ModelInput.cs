namespace AgriCredit;

/// <summary>One raw value that an applicant brings, and the features made of it.</summary>
internal sealed class ModelInput
{
    private ModelInput(string name, int feature, int indicator, IReadOnlyList<ModelFeature> features)
    {
        Name = name;
        FeatureIndex = feature;
        Feature = features[feature];
        IndicatorIndex = indicator;
        Indicator = indicator < 0 ? null : (MissingIndicatorTransform)features[indicator].Transform;
    }

    internal string Name { get; }

    /// <summary>The feature that carries the value.</summary>
    internal ModelFeature Feature { get; }

    internal int FeatureIndex { get; }

    /// <summary>The feature that says whether the value is missing, or null.</summary>
    internal MissingIndicatorTransform? Indicator { get; }

    internal int IndicatorIndex { get; }

    /// <summary>The inputs in the order of the features' sources; the features keep <see cref="FeatureRules"/>.</summary>
    internal static ModelInput[] Of(IReadOnlyList<ModelFeature> features)
    {
        var order = new List<string>();
        var places = new Dictionary<string, (int Feature, int Indicator)>(StringComparer.Ordinal);
        for (int i = 0; i < features.Count; i++)
        {
            if (!places.TryGetValue(features[i].Source, out (int Feature, int Indicator) place))
            {
                place = (-1, -1);
                order.Add(features[i].Source);
            }

            places[features[i].Source] = features[i].IsIndicator ? (place.Feature, i) : (i, place.Indicator);
        }

        return [.. order.Select(name => new ModelInput(name, places[name].Feature, places[name].Indicator, features))];
    }
}
