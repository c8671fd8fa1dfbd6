using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgriCredit.AspNetCore;

/// <summary>Describes the interface as OpenAPI 3.1, with the inputs of the model in service: names, units, ranges, categories.</summary>
/// <remarks>Written here and not collected from the endpoints: what an applicant looks like, the model says, not a type of the program. Tests hold the endpoints to it.</remarks>
internal static class InterfaceDescription
{
    internal static byte[] Write(ServedModel served, CreditScoringOptions options)
    {
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "AgriCredit scoring", ["version"] = typeof(InterfaceDescription).Assembly.GetName().Version!.ToString(3) },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "." }),
            ["paths"] = Paths(options),
            ["components"] = new JsonObject { ["schemas"] = Schemas(served.Scorer.Model) },
        };
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Answer.WriterOptions))
        {
            document.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static JsonObject Paths(CreditScoringOptions options) => new()
    {
        ["/score"] = new JsonObject
        {
            ["post"] = Operation(
                "Scores one applicant.",
                Parameters(
                    Locale(),
                    Query("characteristics", "Whether to state what each input adds to the points of the model's centre; left out where the model refuses its own centre.", Type("boolean")),
                    Query(
                        "whatIf",
                        "Whether to state with each reason the smallest change of its input alone that reaches the cut-off: null where none does, left out for an applicant who has the points already. Refused (noCutOff) where no cut-off is known.",
                        Type("boolean"))),
                Content((Answer.Json, Reference("Applicant"))),
                Content((Answer.Json, Reference("Score"))),
                400,
                413,
                415,
                503),
        },
        ["/score/batch"] = new JsonObject
        {
            ["post"] = Operation(
                $"Scores many applicants, as they come in: a JSON array, or a line for each. A faulty row is answered with its number and faults. At most {options.MaximumBatchBytes} bytes. Read answers while you send: once {options.MaximumPendingBytes} bytes of them wait, the service reads on only as you do, and ends the connection after {options.StallTimeout.TotalSeconds} s.",
                Parameters(Locale(), Query("reasons", "How much is said about reasons.", new JsonObject { ["enum"] = new JsonArray("none", "codes", "texts"), ["default"] = "codes" })),
                Content((Answer.JsonLines, Reference("Applicant")), (Answer.Json, Array(Reference("Applicant")))),
                Content((Answer.JsonLines, Reference("Row")), (Answer.Json, Array(Reference("Row")))),
                400,
                413,
                415,
                503),
        },
        ["/model"] = new JsonObject
        {
            ["get"] = Operation("The model card.", [], null, Content((Answer.Markdown, Type("string")), (Answer.Json, Type("object"))), 503),
        },
        ["/health"] = new JsonObject
        {
            ["get"] = Operation("Whether there is a sound model, and what became of the last file.", [], null, Content((Answer.Json, Type("object")))),
        },
    };

    private static JsonObject Operation(string summary, JsonArray parameters, JsonObject? body, JsonObject answer, params ReadOnlySpan<int> problems)
    {
        var responses = new JsonObject { ["200"] = new JsonObject { ["description"] = "Done.", ["content"] = answer } };
        foreach (int status in problems)
        {
            responses[status.ToString()] = new JsonObject { ["description"] = "Refused.", ["content"] = Content((Answer.Problem, Reference("Problem"))) };
        }

        var operation = new JsonObject { ["summary"] = summary, ["parameters"] = parameters, ["responses"] = responses };
        if (body is not null)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = body };
        }

        return operation;
    }

    private static JsonObject Schemas(CreditModel model) => new()
    {
        ["Applicant"] = Applicant(model),
        ["Score"] = Object(
            ("pd", Probability(), true),
            ("points", Type("number"), true),
            ("cutOffPoints", Type("number"), false),
            ("approved", Type("boolean"), false),
            ("reasons", Array(ScoredReason()), false),
            ("centrePoints", Type("number"), false),
            ("characteristics", Array(Object(("input", Type("string"), true), ("points", Type("number"), true))), false),
            ("model", Type("string"), true)),
        ["Row"] = new JsonObject
        {
            ["oneOf"] = new JsonArray(
                Object(
                    ("row", Type("integer"), true),
                    ("pd", Probability(), true),
                    ("points", Type("number"), true),
                    ("approved", Type("boolean"), false),
                    ("reasons", Array(new JsonObject { ["oneOf"] = new JsonArray(Type("string"), Object(("code", Type("string"), true), ("text", Type("string"), true))) }), false)),
                Object(("row", Type("integer"), true), ("faults", Array(Reference("Fault")), true), ("faultsNotListed", Type("integer"), false))),
        },
        ["Fault"] = Object(
            ("input", Type("string"), false),
            ("reason", new JsonObject { ["enum"] = new JsonArray([.. FaultReason.All.Select(reason => (JsonNode)reason)]) }, true),
            ("message", Type("string"), true)),
        ["Problem"] = Object(
            ("type", Type("string"), true),
            ("title", Type("string"), true),
            ("status", Type("integer"), true),
            ("detail", Type("string"), true),
            ("faults", Array(Reference("Fault")), true),
            ("faultsNotListed", Type("integer"), false)),
    };

    private static JsonObject Applicant(CreditModel model)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach ((int place, ModelFeature feature) in model.InputFeatures.Index())
        {
            string name = model.Inputs[place];
            properties[name] = Input(feature);
            if (feature.Missing == MissingPolicy.Reject)
            {
                required.Add((JsonNode)name);
            }
        }

        if (model.IdColumn is { } id && !properties.ContainsKey(id))
        {
            properties[id] = new JsonObject { ["description"] = "Ignored." };
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static JsonObject Input(ModelFeature feature)
    {
        JsonObject value;
        if (feature.Transform is WoeTransform { HasCategories: true } woe)
        {
            value = woe.OtherBin >= 0
                ? Type("string")
                : new JsonObject { ["enum"] = new JsonArray([.. woe.Categories.Select(category => (JsonNode)category)]) };
        }
        else
        {
            value = Type("number");
            if (feature is { Range: { } range, OutOfRange: OutOfRangePolicy.Reject } && feature.Transform is not WoeTransform)
            {
                (value["minimum"], value["maximum"]) = (range.Low, range.High);
            }

            JsonObject unit = feature.Unit is null ? Type("string") : new JsonObject { ["const"] = feature.Unit };
            value = AnyOf(value, Type("boolean"), Object(("value", Type("number"), true), ("unit", unit, false)));
        }

        if (feature.Missing != MissingPolicy.Reject)
        {
            value = AnyOf(value, Type("null"));
        }

        if (Describe(feature) is { Length: > 0 } text)
        {
            value["description"] = text;
        }

        return value;
    }

    private static string Describe(ModelFeature feature) => string.Join("; ", new[]
    {
        feature.Unit is { } unit ? $"in {unit}" : "",
        feature.Range is { } range ? $"usually from {range.Low:R} to {range.High:R}" : "",
    }.Where(part => part.Length > 0));

    private static JsonObject ScoredReason() => Object(
        ("code", Type("string"), true),
        ("text", Type("string"), true),
        ("pointsLost", Type("number"), true),
        ("change", AnyOf(Object(("input", Type("string"), true), ("from", AnyOf(Type("number"), Type("string"), Type("null")), true), ("to", AnyOf(Type("number"), Type("string")), true)), Type("null")), false));

    private static JsonObject Object(params ReadOnlySpan<(string Name, JsonObject Schema, bool IsRequired)> members)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach ((string name, JsonObject schema, bool isRequired) in members)
        {
            properties[name] = schema;
            if (isRequired)
            {
                required.Add((JsonNode)name);
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static JsonObject Content(params ReadOnlySpan<(string Type, JsonObject Schema)> types)
    {
        var content = new JsonObject();
        foreach ((string type, JsonObject schema) in types)
        {
            content[type] = new JsonObject { ["schema"] = schema };
        }

        return content;
    }

    // Not a collection expression: that would add each as a value of any type, which code compiled ahead of time cannot write.
    private static JsonArray Parameters(params ReadOnlySpan<JsonNode> parameters) => new(parameters);

    private static JsonObject Locale() =>
        Query("locale", "The language of reasons; before Accept-Language.", new JsonObject { ["enum"] = new JsonArray(ReasonText.EnglishLocale, ReasonText.ChineseLocale) });

    private static JsonObject Query(string name, string description, JsonObject schema) => new() { ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = schema };

    private static JsonObject AnyOf(params ReadOnlySpan<JsonNode> schemas) => new() { ["anyOf"] = new JsonArray(schemas) };

    private static JsonObject Type(string name) => new() { ["type"] = name };

    private static JsonObject Probability() => new() { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 };

    private static JsonObject Array(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };
}
