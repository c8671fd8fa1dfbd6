using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Results;

/// <summary>A party's model from its own rows alone: its figures, or the reason why there is no such model.</summary>
/// <remarks>In <c>metrics.json</c> <c>{"test": {...}}</c> or <c>{"reason": "..."}</c>, never both.</remarks>
[JsonConverter(typeof(Converter))]
internal sealed record LocalFit
{
    private LocalFit(TestFigures? test, string? reason)
    {
        Test = test;
        Reason = reason;
    }

    /// <summary>The local model on all test rows; null when there are none, or no model.</summary>
    public TestFigures? Test { get; }

    /// <summary>Why there is no local model (one class, separable rows); null when there is one.</summary>
    public string? Reason { get; }

    /// <summary>A local model exists.</summary>
    /// <param name="test">Its figures on all test rows; null when the scenario has none.</param>
    public static LocalFit Fitted(TestFigures? test) => new(test, reason: null);

    /// <summary>No local model exists.</summary>
    public static LocalFit Impossible(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(test: null, reason);
    }

    internal sealed class Converter : JsonConverter<LocalFit>
    {
        private const string TestKey = "test", ReasonKey = "reason";

        public override void Write(Utf8JsonWriter writer, LocalFit value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            if (value.Reason is not null)
                writer.WriteString(ReasonKey, value.Reason);
            else
            {
                writer.WritePropertyName(TestKey);
                JsonSerializer.Serialize(writer, value.Test, MetricsJson.Default.TestFigures!);
            }

            writer.WriteEndObject();
        }

        public override LocalFit Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            LocalFit? fit = null;
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (fit is not null)
                    throw new JsonException($"A local fit has '{TestKey}' or '{ReasonKey}', not more.");
                fit = key switch
                {
                    TestKey => Fitted(JsonSerializer.Deserialize(ref reader, MetricsJson.Default.TestFigures!)),
                    ReasonKey when reader.TokenType == JsonTokenType.String => Impossible(reader.GetString()!),
                    _ => throw new JsonException($"Unknown key '{key}' in a local fit."),
                };
            }

            return fit ?? throw new JsonException($"A local fit needs '{TestKey}' or '{ReasonKey}'.");
        }
    }
}
