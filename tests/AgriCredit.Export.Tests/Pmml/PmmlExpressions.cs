using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace AgriCredit.Export.Tests.Pmml;

/// <summary>Expressions and predicates of PMML 4.4, for <see cref="PmmlEvaluator"/>.</summary>
internal static class PmmlExpressions
{
    public static XElement? Child(this XElement element, string name) => element.Elements().SingleOrDefault(child => child.Name.LocalName == name);

    public static string? Text(this XElement element, string attribute) => element.Attribute(attribute)?.Value;

    public static double? Number(this XElement element, string attribute) => element.Text(attribute) is { } text ? Number(text) : null;

    public static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    // Transformations: FieldRef, Constant, Discretize, MapValues, Apply.
    public static object? Evaluate(XElement expression, IReadOnlyDictionary<string, object?> fields) => expression.Name.LocalName switch
    {
        "Constant" => expression.Text("dataType") == "string" ? expression.Value : Number(expression.Value),
        "FieldRef" => fields[expression.Text("field")!] ?? expression.Text("mapMissingTo"),
        "Apply" => Apply(expression.Text("function")!, [.. expression.Elements()], fields),
        "Discretize" => Discretize(expression, fields[expression.Text("field")!]),
        "MapValues" => Map(expression, fields[expression.Child("FieldColumnPair")!.Text("field")!]),
        var other => throw new NotSupportedException($"Expression {other}."),
    };

    // Data Dictionary, "Interval": a bound that is not stated is infinite.
    public static bool Contains(XElement interval, double value)
    {
        string closure = interval.Text("closure")!;
        bool above = interval.Number("leftMargin") is not { } left || (closure.StartsWith("closed", StringComparison.Ordinal) ? value >= left : value > left);
        bool below = interval.Number("rightMargin") is not { } right || (closure.EndsWith("Closed", StringComparison.Ordinal) ? value <= right : value < right);
        return above && below;
    }

    // Trees, "Predicates": unknown (null) where the field is missing.
    public static bool? IsTrue(XElement predicate, IReadOnlyDictionary<string, object?> fields)
    {
        switch (predicate.Name.LocalName)
        {
            case "True":
                return true;
            case "SimplePredicate":
                return Compare(predicate, fields[predicate.Text("field")!]);
            case "SimpleSetPredicate":
                Assert.Equal("isIn", predicate.Text("booleanOperator"));
                return fields[predicate.Text("field")!] is { } value ? Array(predicate.Child("Array")!).Contains(value) : null;
            case "CompoundPredicate":
                bool?[] parts = [.. predicate.Elements().Select(part => IsTrue(part, fields))];
                return predicate.Text("booleanOperator") switch
                {
                    "and" => parts.Contains(false) ? false : parts.Contains(null) ? null : true,
                    "or" => parts.Contains(true) ? true : parts.Contains(null) ? null : false,
                    var other => throw new NotSupportedException($"Boolean operator {other}."),
                };
            default:
                throw new NotSupportedException($"Predicate {predicate.Name.LocalName}.");
        }
    }

    private static bool? Compare(XElement predicate, object? value)
    {
        string comparison = predicate.Text("operator")!;
        if (comparison is "isMissing" or "isNotMissing")
        {
            return (comparison == "isMissing") == value is null;
        }

        return (comparison, value) switch
        {
            (_, null) => null,
            ("equal", string text) => text == predicate.Text("value"),
            ("equal", double number) => number == predicate.Number("value"),
            ("lessThan", double number) => number < predicate.Number("value"),
            ("greaterOrEqual", double number) => number >= predicate.Number("value"),
            _ => throw new NotSupportedException($"Operator {comparison} of {value.GetType().Name}."),
        };
    }

    // Built-in Functions: simple functions of a missing value are missing; aggregates pass over missing values; "if" without an else part is missing where its condition is false.
    private static object? Apply(string function, XElement[] parts, IReadOnlyDictionary<string, object?> fields)
    {
        if (function == "if")
        {
            bool? condition = (bool?)Evaluate(parts[0], fields);
            XElement? chosen = condition is null ? null : condition.Value ? parts[1] : parts.ElementAtOrDefault(2);
            return chosen is null ? null : Evaluate(chosen, fields);
        }

        object?[] values = [.. parts.Select(part => Evaluate(part, fields))];
        return function switch
        {
            "isMissing" => values.Single() is null,
            "isNotMissing" => values.Single() is not null,
            "sum" => values.OfType<double>().Sum(),
            _ when values.Contains(null) => null,
            "and" => values.All(value => (bool)value!),
            "notEqual" => !values[0]!.Equals(values[1]),
            "exp" => Math.Exp((double)values.Single()!),
            "ln" => Math.Log((double)values.Single()!),
            _ => Binary(function, (double)values[0]!, (double)values[1]!),
        };
    }

    private static object Binary(string function, double left, double right) => function switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "lessThan" => left < right,
        "greaterThan" => left > right,
        _ => throw new NotSupportedException($"Function {function}."),
    };

    private static double? Discretize(XElement expression, object? value) => value is double number
        ? expression.Elements().SingleOrDefault(bin => Contains(bin.Child("Interval")!, number))?.Number("binValue") ?? expression.Number("defaultValue")
        : expression.Number("mapMissingTo");

    private static double? Map(XElement expression, object? value)
    {
        string column = expression.Child("FieldColumnPair")!.Text("column")!;
        return value is string text
            ? expression.Child("InlineTable")!.Elements().SingleOrDefault(row => row.Child(column)!.Value == text) is { } found
                ? Number(found.Child(expression.Text("outputColumn")!)!.Value)
                : expression.Number("defaultValue")
            : expression.Number("mapMissingTo");
    }

    // General Structure, "Array": strings in quotes, a quote in one behind a backslash.
    private static List<object> Array(XElement array)
    {
        if (array.Text("type") == "real")
        {
            return [.. array.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => (object)Number(text))];
        }

        List<object> values = [];
        StringBuilder? open = null;
        for (int i = 0; i < array.Value.Length; i++)
        {
            char character = array.Value[i];
            if (open is null)
            {
                Assert.True(character is '"' or ' ', $"'{array.Value}' has a string without quotes.");
                open = character == '"' ? new StringBuilder() : null;
            }
            else if (character == '"')
            {
                values.Add(open.ToString());
                open = null;
            }
            else
            {
                i += character == '\\' ? 1 : 0;
                open.Append(array.Value[i]);
            }
        }

        Assert.Equal(array.Number("n"), values.Count);
        return values;
    }
}
