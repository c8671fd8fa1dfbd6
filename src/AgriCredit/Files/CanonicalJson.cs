using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AgriCredit;

/// <summary>The canonical form of a JSON value, so that white space, line ends, the order of keys and the spelling of numbers do not change its digest.</summary>
/// <remarks>Source: RFC 8785, JSON Canonicalization Scheme: keys sorted by UTF-16 code units, numbers as ECMAScript writes doubles, no white space, UTF-8.</remarks>
internal static class CanonicalJson
{
    private const int InitialBytes = 64 * 1024;
    private const int LongestNumber = 32;

    // Two decimals of at most 15 digits never read back to the same double, so such a text is the shortest of its double once its trailing zeros are gone.
    private const int ExactDigits = 15;

    // From 10^-7 down ECMAScript writes an exponent.
    private const int MostLeadingZeros = 5;

    // So many members are sorted by insertion, which costs less than a comparer when they are in order already.
    private const int Few = 16;

    /// <summary>SHA-256, in lower-case hexadecimal, over the canonical form of an object without one of its keys.</summary>
    /// <exception cref="FormatException">A number is not finite as a double, or a text is not Unicode.</exception>
    internal static string Digest(JsonElement value, string exceptKey)
    {
        var text = new ArrayBufferWriter<byte>(InitialBytes);
        AppendObject(text, value, exceptKey);
        return Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));
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

    private static void Append(ArrayBufferWriter<byte> text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value, exceptKey: null);
                break;
            case JsonValueKind.Array:
                AppendArray(text, value);
                break;
            case JsonValueKind.String:
                // A text without escapes is its own canonical form: JSON has no bare control characters.
                ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
                if (raw.Contains((byte)'\\'))
                {
                    AppendText(text, value.GetString()!);
                }
                else
                {
                    text.Write(raw);
                }

                break;
            case JsonValueKind.Number:
                AppendNumber(text, value);
                break;
            default:
                text.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private static void AppendNumber(ArrayBufferWriter<byte> text, JsonElement value)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        if (IsCanonical(raw))
        {
            text.Write(raw);
            return;
        }

        double number = value.GetDouble();
        if (!double.IsFinite(number))
        {
            throw new FormatException("A number is too large for a double.");
        }

        // Without an exponent both write the same digits in the same places.
        Span<byte> shortest = text.GetSpan(LongestNumber);
        if (number != 0 && number.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture) && !shortest[..length].Contains((byte)'E'))
        {
            text.Advance(length);
            return;
        }

        text.Write(Encoding.ASCII.GetBytes(Number(number)));
    }

    /// <summary>Whether a JSON number is its own canonical form, as far as can be told without reading it: no exponent, no trailing zero, no more than 15 digits (so many identify a double).</summary>
    private static bool IsCanonical(ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> magnitude = raw[0] == '-' ? raw[1..] : raw;
        int point = magnitude.IndexOf((byte)'.');
        if (point < 0)
        {
            return magnitude.Length <= ExactDigits && !magnitude.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (magnitude[0] != '0' || raw.Length == 1);
        }

        ReadOnlySpan<byte> fraction = magnitude[(point + 1)..];
        int zeros = magnitude[0] != '0' ? 0 : fraction.IndexOfAnyExcept((byte)'0');
        return magnitude.Length - 1 <= ExactDigits && fraction[^1] != '0' && zeros is >= 0 and <= MostLeadingZeros && !fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static void AppendObject(ArrayBufferWriter<byte> text, JsonElement value, string? exceptKey)
    {
        JsonProperty[] members = ArrayPool<JsonProperty>.Shared.Rent(value.GetPropertyCount());
        try
        {
            int count = 0;
            bool arePlain = true;
            foreach (JsonProperty member in value.EnumerateObject())
            {
                if (exceptKey is null || !member.NameEquals(exceptKey))
                {
                    members[count++] = member;
                    arePlain &= IsPlain(JsonMarshal.GetRawUtf8PropertyName(member));
                }
            }

            string[] names = [];
            if (arePlain)
            {
                SortByBytes(members.AsSpan(0, count));
            }
            else
            {
                names = SortByName(members.AsSpan(0, count));
            }

            text.Write("{"u8);
            for (int i = 0; i < count; i++)
            {
                text.Write(i > 0 ? ","u8 : []);
                if (arePlain)
                {
                    text.Write("\""u8);
                    text.Write(JsonMarshal.GetRawUtf8PropertyName(members[i]));
                    text.Write("\""u8);
                }
                else
                {
                    AppendText(text, names[i]);
                }

                text.Write(":"u8);
                Append(text, members[i].Value);
            }

            text.Write("}"u8);
        }
        finally
        {
            ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
        }
    }

    /// <summary>Whether the bytes of a name are its characters, and need no escape.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> name) => !name.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !name.Contains((byte)'\\');

    private static string[] SortByName(Span<JsonProperty> members)
    {
        string[] names = new string[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            names[i] = members[i].Name;
        }

        names.AsSpan().Sort(members, string.CompareOrdinal);
        return names;
    }

    /// <summary>Sorts members whose names are plain: their bytes have the order of their UTF-16 code units.</summary>
    private static void SortByBytes(Span<JsonProperty> members)
    {
        if (members.Length > Few)
        {
            members.Sort(Compare);
            return;
        }

        for (int i = 1; i < members.Length; i++)
        {
            JsonProperty member = members[i];
            int place = i;
            for (; place > 0 && Compare(members[place - 1], member) > 0; place--)
            {
                members[place] = members[place - 1];
            }

            members[place] = member;
        }

        static int Compare(JsonProperty one, JsonProperty other) => JsonMarshal.GetRawUtf8PropertyName(one).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(other));
    }

    private static void AppendArray(ArrayBufferWriter<byte> text, JsonElement value)
    {
        text.Write("["u8);
        bool first = true;
        foreach (JsonElement item in value.EnumerateArray())
        {
            text.Write(first ? [] : ","u8);
            Append(text, item);
            first = false;
        }

        text.Write("]"u8);
    }

    private static void AppendText(ArrayBufferWriter<byte> text, string value)
    {
        text.Write("\""u8);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.AsSpan().ContainsAny('"', '\\'))
        {
            text.Write(Encoding.UTF8.GetBytes(Escaped(value)));
        }
        else
        {
            text.Advance(Encoding.ASCII.GetBytes(value, text.GetSpan(value.Length)));
        }

        text.Write("\""u8);
    }

    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
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

        return text.ToString();
    }
}
