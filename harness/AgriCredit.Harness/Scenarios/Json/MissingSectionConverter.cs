using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Writes <see cref="MissingSection"/> as a name or as an object; <see cref="ScenarioReader"/> reads it, to report all faults together.</summary>
internal sealed class MissingSectionConverter : JsonConverter<MissingSection>
{
    public override MissingSection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{nameof(ScenarioReader)} reads scenarios.");

    public override void Write(Utf8JsonWriter writer, MissingSection value, JsonSerializerOptions options)
    {
        if (value.ByFeature.Count == 0)
        {
            JsonSerializer.Serialize(writer, value.Default, options);
            return;
        }

        writer.WriteStartObject();
        foreach ((string feature, MissingHandling handling) in value.ByFeature)
        {
            writer.WritePropertyName(feature);
            JsonSerializer.Serialize(writer, handling, options);
        }

        writer.WriteEndObject();
    }
}
