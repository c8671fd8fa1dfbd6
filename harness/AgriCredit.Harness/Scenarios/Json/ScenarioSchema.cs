using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The JSON Schema of scenario files, made from the option types; the tool ships it as <see cref="FileName"/>.</summary>
internal static class ScenarioSchema
{
    public const string FileName = "scenario.schema.json";
    private const string Dialect = "http://json-schema.org/draft-07/schema#";

    public static string Generate()
    {
        JsonTypeInfo info = ScenarioJson.TypeInfo(typeof(Scenario));
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        JsonObject schema = info.GetJsonSchemaAsNode(options).AsObject();
        schema.Insert(0, "$schema", Dialect);
        return schema.ToJsonString(info.Options) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(MissingSection))
        {
            schema = MissingSchema();
        }

        if (schema is not JsonObject node)
        {
            return schema;
        }

        if (node["properties"]?[PartitionSection.KindKey] is JsonObject kind && kind["const"] is { } name)
        {
            // Older validators know no "const"; a choice of one says the same.
            kind.Remove("const");
            kind["enum"] = new JsonArray(name.DeepClone());
        }

        ICustomAttributeProvider? property = context.PropertyInfo?.AttributeProvider;
        AddRange(node, Attribute<NumberRangeAttribute>(property));
        if (context.PropertyInfo is { IsRequired: false } optional && DefaultValue(optional) is { } value)
        {
            node["default"] = value;
        }

        if ((Attribute<DescriptionAttribute>(property) ?? Attribute<DescriptionAttribute>(type)) is { } description)
        {
            node.Insert(0, "description", description.Description);
        }

        return node;
    }

    /// <summary>One name for all features, or an object of names by feature.</summary>
    private static JsonObject MissingSchema()
    {
        JsonObject name() => new() { ["enum"] = new JsonArray([.. EnumNames.Of(typeof(MissingHandling)).Keys.Select(key => JsonValue.Create(key))]) };
        return new JsonObject { ["anyOf"] = new JsonArray(name(), new JsonObject { ["type"] = "object", ["additionalProperties"] = name() }) };
    }

    private static void AddRange(JsonObject node, NumberRangeAttribute? range)
    {
        Add("minimum", range?.AtLeast);
        Add("exclusiveMinimum", range?.Above);
        Add("maximum", range?.AtMost);

        void Add(string key, double? bound)
        {
            if (bound is { } number && double.IsFinite(number))
            {
                node[key] = number;
            }
        }
    }

    /// <summary>What a new object of the property's type has there; null where that is nothing, or an object whose own keys tell.</summary>
    private static JsonNode? DefaultValue(JsonPropertyInfo property)
    {
        Type? owner = property.DeclaringType;
        if (owner is null || owner.IsAbstract || property.Get is not { } get)
        {
            return null;
        }

        JsonNode? value = JsonSerializer.SerializeToNode(get(Activator.CreateInstance(owner)!), ScenarioJson.TypeInfo(property.PropertyType));
        return value is JsonObject ? null : value;
    }

    private static T? Attribute<T>(ICustomAttributeProvider? provider)
        where T : Attribute => (T?)provider?.GetCustomAttributes(typeof(T), inherit: false).FirstOrDefault();
}
