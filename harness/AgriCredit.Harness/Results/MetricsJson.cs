using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Results;

/// <summary>Writes and reads <c>metrics.json</c>; the code for it is generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunMetrics))]
internal sealed partial class MetricsJson : JsonSerializerContext
{
    /// <summary>The file's text as UTF-8, ending in a line feed. Numbers are the shortest that read back to the same double.</summary>
    public static byte[] ToUtf8(RunMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return [.. JsonSerializer.SerializeToUtf8Bytes(metrics, ForPeople.Context.RunMetrics), (byte)'\n'];
    }

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a key is missing or of the wrong type.</exception>
    public static RunMetrics Parse(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, ForPeople.Context.RunMetrics) ?? throw new JsonException("The file holds null.");

    /// <summary>Two spaces, line feeds on every system, and names in any script as they are: the file is for people too.</summary>
    private static class ForPeople
    {
        // The encoder is safe here: the text goes to a JSON file, never into a page. The report encodes for HTML itself.
        public static readonly MetricsJson Context =
            new(new JsonSerializerOptions(Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
