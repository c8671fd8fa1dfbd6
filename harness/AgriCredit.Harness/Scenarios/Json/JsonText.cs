using System.Text.Json;

namespace AgriCredit.Harness.Scenarios;

/// <summary>How messages name places and values of a JSON file.</summary>
internal static class JsonText
{
    private const int LongestShown = 60;

    /// <summary>The path of a key: <c>$.data.query</c>, or <c>$['a b']</c> where a dot would not be clear.</summary>
    public static string Child(string path, string key) =>
        key.Length > 0 && key.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '$' or '-') ? $"{path}.{key}" : $"{path}['{Short(key)}']";

    /// <summary>The path of an array's element.</summary>
    public static string Child(string path, int index) => $"{path}[{index}]";

    /// <summary>A value as it stands in the file, or what it is when it is long.</summary>
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Short(element.GetRawText()),
    };

    /// <summary>"newton" or "fedavg" or "fedsgd".</summary>
    public static string OneOf(IEnumerable<string> names) => string.Join(" or ", names.Select(name => $"\"{name}\""));

    private static string Short(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "...";
}
