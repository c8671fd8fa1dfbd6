using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Scenarios;

/// <summary>
/// Reads a scenario, or another file of options, by its option types and goes on after a fault, so that unknown keys, duplicate keys, wrong types and numbers out of range are all reported
/// together. (<see cref="JsonSerializer"/> stops at the first.)
/// </summary>
/// <remarks>It follows the same metadata as the schema: <see cref="JsonTypeInfo"/> for keys and types, <see cref="NumberRangeAttribute"/> for ranges.</remarks>
internal sealed class ScenarioReader
{
    private readonly ScenarioFaults _faults;

    private ScenarioReader(ScenarioFaults faults) => _faults = faults;

    /// <summary>Reads what can be read; the result is null when the root is not an object, and means something only while there is no fault.</summary>
    /// <typeparam name="T">The type of the root: a scenario, or another file that is read as strictly.</typeparam>
    public static T? Read<T>(JsonElement root, ScenarioFaults faults)
        where T : class => (T?)new ScenarioReader(faults).ReadObject(root, typeof(T), "$");

    /// <summary>The value, or null when it is not one of the type; the fault is then noted.</summary>
    private object? ReadValue(JsonElement element, Type type, NumberRangeAttribute? range, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(MissingSection))
        {
            return ReadMissing(element, path);
        }

        if (type.IsEnum)
        {
            return ReadEnum(element, type, path);
        }

        if (type == typeof(string))
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : Expected("text", element, path);
        }

        if (type == typeof(bool))
        {
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : Expected("true or false", element, path);
        }

        if (type == typeof(int) || type == typeof(double))
        {
            return ReadNumber(element, type == typeof(int), range ?? new NumberRangeAttribute(), path);
        }

        JsonTypeInfo info = ScenarioJson.TypeInfo(type);
        return info.Kind == JsonTypeInfoKind.Enumerable ? ReadList(element, info.ElementType!, path) : ReadObject(element, type, path);
    }

    private object? ReadObject(JsonElement element, Type type, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Expected("an object", element, path);
        }

        JsonTypeInfo info = ScenarioJson.TypeInfo(type);
        Dictionary<string, JsonElement> members = ReadMembers(element, path);
        if (info.PolymorphismOptions is { } kinds)
        {
            if (ReadKind(members, kinds, path) is not { } kind)
            {
                return null;
            }

            members.Remove(kinds.TypeDiscriminatorPropertyName);
            info = ScenarioJson.TypeInfo(kind);
        }

        object result = Activator.CreateInstance(info.Type)!;
        foreach (JsonPropertyInfo property in info.Properties)
        {
            ReadProperty(result, property, members, path);
        }

        foreach (string key in members.Keys)
        {
            IEnumerable<string> known = info.Properties.Select(property => property.Name);
            string hint = NearestName.Find(key, known) is { } name ? $" (did you mean '{name}'?)" : $"; known here: {string.Join(", ", known)}";
            _faults.Add(JsonText.Child(path, key), "unknown key" + hint);
        }

        return result;
    }

    /// <summary>Takes the property's member, if it is there, out of the members.</summary>
    private void ReadProperty(object target, JsonPropertyInfo property, Dictionary<string, JsonElement> members, string path)
    {
        string propertyPath = JsonText.Child(path, property.Name);
        if (!members.Remove(property.Name, out JsonElement member))
        {
            if (property.IsRequired)
            {
                _faults.Add(propertyPath, "missing; this key is required");
            }

            return;
        }

        bool nullable = property.IsSetNullable && (!property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null);
        if (member.ValueKind == JsonValueKind.Null && nullable)
        {
            return;
        }

        var range = (NumberRangeAttribute?)property.AttributeProvider?.GetCustomAttributes(typeof(NumberRangeAttribute), inherit: false).FirstOrDefault();
        if (ReadValue(member, property.PropertyType, range, propertyPath) is { } value)
        {
            property.Set!(target, value);
        }
    }

    private Dictionary<string, JsonElement> ReadMembers(JsonElement element, string path)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
            {
                _faults.Add(JsonText.Child(path, member.Name), "this key occurs twice");
            }
        }

        return members;
    }

    private Type? ReadKind(Dictionary<string, JsonElement> members, JsonPolymorphismOptions kinds, string path)
    {
        string key = kinds.TypeDiscriminatorPropertyName;
        var names = kinds.DerivedTypes.ToDictionary(kind => (string)kind.TypeDiscriminator!, kind => kind.DerivedType);
        string kindPath = JsonText.Child(path, key);
        if (!members.TryGetValue(key, out JsonElement member))
        {
            _faults.Add(kindPath, $"missing; expected {JsonText.OneOf(names.Keys)}");
            return null;
        }

        return (Type?)ReadName(member, names, kindPath);
    }

    private object? ReadEnum(JsonElement element, Type type, string path) => ReadName(element, EnumNames.Of(type), path);

    private object? ReadName<T>(JsonElement element, IReadOnlyDictionary<string, T> names, string path)
        where T : class
    {
        if (element.ValueKind == JsonValueKind.String && names.TryGetValue(element.GetString()!, out T? value))
        {
            return value;
        }

        string hint = element.ValueKind == JsonValueKind.String ? NearestName.Hint(element.GetString()!, names.Keys) : "";
        return Expected(JsonText.OneOf(names.Keys), element, path, hint);
    }

    private object? ReadNumber(JsonElement element, bool whole, NumberRangeAttribute range, string path)
    {
        // 5.0 and 1e3 are whole numbers, in the schema as here.
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && range.Contains(number))
        {
            if (!whole)
            {
                return number;
            }

            if (double.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue)
            {
                return (int)number;
            }
        }

        return Expected((whole ? "a whole number" : "a number") + range, element, path);
    }

    private Array? ReadList(JsonElement element, Type elementType, string path)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Expected("an array", element, path);
            return null;
        }

        var values = new List<object>(element.GetArrayLength());
        foreach (JsonElement item in element.EnumerateArray())
        {
            if (ReadValue(item, elementType, range: null, JsonText.Child(path, values.Count)) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        var list = Array.CreateInstance(elementType, values.Count);
        for (int index = 0; index < values.Count; index++)
        {
            list.SetValue(values[index], index);
        }

        return list;
    }

    private MissingSection? ReadMissing(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            if (element.ValueKind != JsonValueKind.String)
            {
                Expected($"{JsonText.OneOf(EnumNames.Of(typeof(MissingHandling)).Keys)}, or an object of feature names and these", element, path);
                return null;
            }

            return ReadEnum(element, typeof(MissingHandling), path) is MissingHandling all ? new MissingSection { Default = all } : null;
        }

        var byFeature = new Dictionary<string, MissingHandling>();
        foreach ((string feature, JsonElement member) in ReadMembers(element, path))
        {
            if (ReadEnum(member, typeof(MissingHandling), JsonText.Child(path, feature)) is MissingHandling handling)
            {
                byFeature.Add(feature, handling);
            }
        }

        return new MissingSection { ByFeature = byFeature };
    }

    private object? Expected(string expected, JsonElement element, string path, string hint = "")
    {
        _faults.Add(path, $"expected {expected}, got {JsonText.Describe(element)}{hint}");
        return null;
    }
}
