using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AgriCredit;

/// <summary>The canonical form of a JSON value, so that white space, line ends, the order of keys and the spelling of numbers do not change its digest.</summary>
/// <remarks>Source: RFC 8785, JSON Canonicalization Scheme: keys sorted by UTF-16 code units, numbers as ECMAScript writes doubles, no white space, UTF-8.</remarks>
internal static class CanonicalJson
{
    /// <summary>SHA-256, in lower-case hexadecimal, over the canonical form of an object without one of its keys.</summary>
    /// <exception cref="FormatException">A number is not finite as a double, or a text is not Unicode.</exception>
    internal static string Digest(JsonElement value, string exceptKey)
    {
        var text = new StringBuilder();
        AppendObject(text, value.EnumerateObject().Where(member => member.Name != exceptKey));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A double as ECMAScript writes it: ECMA-262, Number::toString with radix 10.</summary>
    internal static string Number(double value)
    {
        // "E16" would always show 17 digits; "R" shows the fewest that read back to the same double, the same digits as ECMAScript, in another layout.
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? shortest : shortest[..mark];
        int exponent = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int integerDigits = point < 0 ? mantissa.Length : point;
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        int position = integerDigits + exponent - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        return (value < 0 ? "-" : "") + Layout(digits, position);
    }

    // The value is 0.digits * 10^position.
    private static string Layout(string digits, int position) => position switch
    {
        _ when digits.Length == 0 => "0",
        > 0 and <= 21 when digits.Length <= position => digits.PadRight(position, '0'),
        > 0 and <= 21 => $"{digits[..position]}.{digits[position..]}",
        > -6 and <= 0 => $"0.{new string('0', -position)}{digits}",
        _ => $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(position > 0 ? "+" : "-")}{Math.Abs(position - 1)}",
    };

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value.EnumerateObject());
                break;
            case JsonValueKind.Array:
                AppendSeparated(text, '[', value.EnumerateArray(), Append, ']');
                break;
            case JsonValueKind.String:
                AppendText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                double number = value.GetDouble();
                text.Append(double.IsFinite(number) ? Number(number) : throw new FormatException("A number is too large for a double."));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendObject(StringBuilder text, IEnumerable<JsonProperty> members) =>
        AppendSeparated(text, '{', members.OrderBy(member => member.Name, StringComparer.Ordinal), AppendMember, '}');

    private static void AppendMember(StringBuilder text, JsonProperty member)
    {
        AppendText(text, member.Name);
        text.Append(':');
        Append(text, member.Value);
    }

    private static void AppendSeparated<T>(StringBuilder text, char open, IEnumerable<T> items, Action<StringBuilder, T> append, char close)
    {
        text.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            text.Append(first ? "" : ",");
            append(text, item);
            first = false;
        }

        text.Append(close);
    }

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
