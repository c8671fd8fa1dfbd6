using System.Reflection;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The scenarios that come with the tool, as files inside it.</summary>
internal static class ShippedScenarios
{
    /// <summary>The one that runs when none is named: it needs no data.</summary>
    public const string Default = "farm-loans";

    private const string ResourcePrefix = "Scenarios/";
    private const string ResourceSuffix = ".json";

    private static readonly Assembly Tool = typeof(ShippedScenarios).Assembly;

    /// <summary>Their names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Tool.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..^ResourceSuffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The file's bytes.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static byte[] Read(string name)
    {
        using Stream stream = Tool.GetManifestResourceStream(ResourcePrefix + name + ResourceSuffix)
            ?? throw new ArgumentException($"No shipped scenario is named '{name}'.", nameof(name));
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
