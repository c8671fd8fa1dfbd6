using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Results;

/// <summary>One number a feature, in the order of the model's features. Immutable.</summary>
/// <remarks>A dictionary would lose the order the model is read in. A JSON object in <c>metrics.json</c>.</remarks>
[JsonConverter(typeof(Converter))]
internal sealed class FeatureMap : IReadOnlyList<KeyValuePair<string, double>>, IEquatable<FeatureMap>
{
    private readonly KeyValuePair<string, double>[] _entries;
    private readonly Dictionary<string, double> _byName;

    /// <summary>Pairs names with values.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or a value is not finite (JSON has no form for it).</exception>
    public FeatureMap(IEnumerable<KeyValuePair<string, double>> entries)
    {
        _entries = [.. entries];
        _byName = new Dictionary<string, double>(_entries.Length);
        foreach (var (name, value) in _entries)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException($"The value of '{name}' is {value}; it must be finite.", nameof(entries));
            if (!_byName.TryAdd(name, value))
                throw new ArgumentException($"'{name}' occurs twice.", nameof(entries));
        }
    }

    /// <summary>Pairs each name with the value at the same place.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a name occurs twice or a value is not finite.</exception>
    public static FeatureMap Create(IReadOnlyList<string> names, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count != values.Length)
            throw new ArgumentException($"{names.Count} names but {values.Length} values.", nameof(values));
        var entries = new KeyValuePair<string, double>[values.Length];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = new(names[i], values[i]);
        return new FeatureMap(entries);
    }

    /// <summary>Number of features.</summary>
    public int Count => _entries.Length;

    /// <summary>The entry at a place in the model's order.</summary>
    public KeyValuePair<string, double> this[int index] => _entries[index];

    /// <summary>The value of a feature; null when the map does not have it.</summary>
    public double? Find(string name) => _byName.TryGetValue(name, out double value) ? value : null;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Same names with the same values in the same order.</summary>
    public bool Equals(FeatureMap? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureMap);

    /// <inheritdoc/>
    public override int GetHashCode() => _entries.Aggregate(0, HashCode.Combine);

    internal sealed class Converter : JsonConverter<FeatureMap>
    {
        public override void Write(Utf8JsonWriter writer, FeatureMap value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, number) in value._entries)
                writer.WriteNumber(name, number);
            writer.WriteEndObject();
        }

        public override FeatureMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException();
            var entries = new List<KeyValuePair<string, double>>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number)
                    throw new JsonException($"'{name}' is not a number.");
                entries.Add(new(name, reader.GetDouble()));
            }

            try
            {
                return new FeatureMap(entries);
            }
            catch (ArgumentException fault)
            {
                throw new JsonException(HarnessException.TextOf(fault), fault);
            }
        }
    }
}
