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
    private const int LongestNumber = 32;
    private const int LongestShownKey = 64;

    // Two decimals of at most 15 digits never read back to the same double, so such a text is the shortest of its double once its trailing zeros are gone.
    private const int ExactDigits = 15;

    // From 10^-7 down ECMAScript writes an exponent.
    private const int MostLeadingZeros = 5;

    // So many members are sorted by insertion, which costs less than a comparer when they are in order already.
    private const int Few = 16;

    /// <summary>SHA-256, in lower-case hexadecimal, over the canonical form of an object without one of its keys.</summary>
    /// <param name="json">JSON in UTF-8, an object; what follows it is not looked at.</param>
    /// <param name="options">How it is read; the levels it may have are levels of recursion.</param>
    /// <param name="exceptKey">The key, in letters and digits.</param>
    /// <exception cref="JsonException">It is no such JSON, or an object has a key twice.</exception>
    /// <exception cref="FormatException">A number is not finite as a double.</exception>
    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    internal static string Digest(ReadOnlySpan<byte> json, JsonReaderOptions options, string exceptKey)
    {
        var reader = new Utf8JsonReader(json, options);
        reader.Read();
        var form = new Form(json.Length);
        form.AppendObject(ref reader, exceptKey);
        return Convert.ToHexStringLower(SHA256.HashData(form.Written));
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

    /// <summary>The canonical form as far as it is written. Members are written as they come, and put in order when their object ends.</summary>
    private sealed class Form(int capacity)
    {
        private readonly List<Member> _members = [];
        private byte[] _text = new byte[capacity];
        private byte[] _sorted = [];
        private int _length;

        internal ReadOnlySpan<byte> Written => _text.AsSpan(0, _length);

        /// <summary>Appends the object at whose beginning the reader stands, without one of its keys, and leaves the reader at its end.</summary>
        internal void AppendObject(ref Utf8JsonReader reader, string? exceptKey)
        {
            int firstMember = _members.Count;
            bool hasExcept = false;
            Write("{"u8);
            int start = _length;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (exceptKey is not null && reader.ValueTextEquals(exceptKey))
                {
                    hasExcept = hasExcept ? throw Repeated(exceptKey) : true;
                    reader.Skip();
                    continue;
                }

                int place = _length;
                bool isPlain = !reader.ValueIsEscaped && !reader.ValueSpan.ContainsAnyExceptInRange((byte)' ', (byte)'~');
                string? name = isPlain ? null : reader.GetString();
                AppendText(ref reader);
                int nameEnd = _length;
                Write(":"u8);
                reader.Read();
                Append(ref reader);
                Write(","u8);
                _members.Add(new Member(place, nameEnd, _length, name));
            }

            Sort(firstMember, start);
            _members.RemoveRange(firstMember, _members.Count - firstMember);
            End("}"u8);
        }

        private void Append(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    AppendObject(ref reader, exceptKey: null);
                    break;
                case JsonTokenType.StartArray:
                    Write("["u8);
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        Append(ref reader);
                        Write(","u8);
                    }

                    End("]"u8);
                    break;
                case JsonTokenType.String:
                    AppendText(ref reader);
                    break;
                case JsonTokenType.Number:
                    AppendNumber(ref reader);
                    break;
                default:
                    Write(reader.ValueSpan);
                    break;
            }
        }

        private void AppendText(ref Utf8JsonReader reader)
        {
            Write("\""u8);

            // A text without escapes is its own canonical form: JSON has no bare control characters.
            Write(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Escaped(reader.GetString()!)) : reader.ValueSpan);
            Write("\""u8);
        }

        private void AppendNumber(ref Utf8JsonReader reader)
        {
            if (IsCanonical(reader.ValueSpan))
            {
                Write(reader.ValueSpan);
                return;
            }

            double number = reader.GetDouble();
            if (!double.IsFinite(number))
            {
                throw new FormatException("A number is too large for a double.");
            }

            // Without an exponent both write the same digits in the same places.
            Span<byte> shortest = stackalloc byte[LongestNumber];
            bool isSame = number.TryFormat(shortest, out int written, "R", CultureInfo.InvariantCulture) && number != 0 && !shortest[..written].Contains((byte)'E');
            Write(isSame ? shortest[..written] : Encoding.ASCII.GetBytes(Number(number)));
        }

        /// <summary>Puts the members from one on, which were written from a place on, in the order of their names.</summary>
        private void Sort(int firstMember, int start)
        {
            Span<Member> members = CollectionsMarshal.AsSpan(_members)[firstMember..];
            bool isSorted = true;
            for (int i = 1; i < members.Length; i++)
            {
                isSorted &= Compare(members[i - 1], members[i]) < 0;
            }

            if (isSorted)
            {
                return;
            }

            if (members.Length > Few)
            {
                members.Sort(Compare);
            }
            else
            {
                SortFew(members);
            }

            int bytes = _length - start;
            _sorted = _sorted.Length >= bytes ? _sorted : new byte[_text.Length];
            int at = 0;
            for (int i = 0; i < members.Length; i++)
            {
                if (i > 0 && Compare(members[i - 1], members[i]) == 0)
                {
                    throw Repeated(NameOf(members[i]));
                }

                ReadOnlySpan<byte> member = _text.AsSpan(members[i].Start, members[i].End - members[i].Start);
                member.CopyTo(_sorted.AsSpan(at));
                at += member.Length;
            }

            _sorted.AsSpan(0, bytes).CopyTo(_text.AsSpan(start));
        }

        private void SortFew(Span<Member> members)
        {
            for (int i = 1; i < members.Length; i++)
            {
                Member member = members[i];
                int place = i;
                for (; place > 0 && Compare(members[place - 1], member) > 0; place--)
                {
                    members[place] = members[place - 1];
                }

                members[place] = member;
            }
        }

        // Bytes of plain names have the order of their UTF-16 code units.
        private int Compare(Member one, Member other) => one.Name is null && other.Name is null
            ? PlainName(one).SequenceCompareTo(PlainName(other))
            : string.CompareOrdinal(NameOf(one), NameOf(other));

        private ReadOnlySpan<byte> PlainName(Member member) => _text.AsSpan(member.Start + 1, member.NameEnd - member.Start - 2);

        private string NameOf(Member member) => member.Name ?? Encoding.ASCII.GetString(PlainName(member));

        private static JsonException Repeated(string key) =>
            new($"The key '{(key.Length <= LongestShownKey ? key : $"{key[..LongestShownKey]}...")}' is there twice in one object.");

        /// <summary>Ends an object or array, in place of the comma after its last part.</summary>
        private void End(ReadOnlySpan<byte> bracket)
        {
            _length -= _text[_length - 1] == (byte)',' ? 1 : 0;
            Write(bracket);
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length > _text.Length - _length)
            {
                Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + bytes.Length));
            }

            bytes.CopyTo(_text.AsSpan(_length));
            _length += bytes.Length;
        }

        /// <summary>Where a member is, where its name ends, and its name where that is not plain.</summary>
        private readonly record struct Member(int Start, int NameEnd, int End, string? Name);
    }
}
