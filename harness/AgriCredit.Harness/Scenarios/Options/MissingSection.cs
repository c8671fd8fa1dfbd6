using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>What is done with missing values: in the file one policy's name, or an object of feature names and their policies.</summary>
[JsonConverter(typeof(MissingSectionConverter))]
internal sealed record MissingSection
{
    /// <summary>The policy of the features that <see cref="ByFeature"/> does not name.</summary>
    public MissingHandling Default { get; init; } = MissingHandling.Reject;

    /// <summary>Policies of single features.</summary>
    public IReadOnlyDictionary<string, MissingHandling> ByFeature { get; init; } = new Dictionary<string, MissingHandling>();

    public MissingHandling For(string feature) => ByFeature.GetValueOrDefault(feature, Default);

    /// <summary>True when some feature has this policy.</summary>
    public bool Uses(MissingHandling handling) => Default == handling || ByFeature.Values.Contains(handling);
}
