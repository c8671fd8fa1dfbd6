using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The JSON form of a <see cref="Scenario"/>: one set of options for reading, writing and the schema.</summary>
internal static class ScenarioJson
{
    private static readonly JsonSerializerOptions Options = CreateOptions();

    /// <summary>The same options, for a single value.</summary>
    public static JsonSerializerOptions Text => Options;

    /// <summary>What the file holds for a type: its keys, their types, which are required.</summary>
    public static JsonTypeInfo TypeInfo(Type type) => Options.GetTypeInfo(type);

    /// <summary>A file of options with every key that has a value, indented.</summary>
    public static string Write<T>(T file)
        where T : class => JsonSerializer.Serialize(file, Options) + "\n";

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            WriteIndented = true,
            NewLine = "\n",
            // Queries are full of quotes and comparisons; the file is not put into a page of HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
