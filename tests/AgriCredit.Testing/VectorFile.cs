using System.Text.Json;

namespace AgriCredit.Testing;

/// <summary>Reads a file of known answers from tests/vectors.</summary>
public static class VectorFile
{
    public static JsonElement Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestData.Checkout, "tests", "vectors", name)));
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static byte[] Bytes(this JsonElement element, string property) => Convert.FromHexString(element.Text(property));

    /// <summary>The objects of an array, which must not be empty: a test over no vectors tests nothing.</summary>
    public static JsonElement[] All(this JsonElement element, string property)
    {
        JsonElement[] all = [.. element.GetProperty(property).EnumerateArray()];
        Xunit.Assert.NotEmpty(all);
        return all;
    }
}
