using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AgriCredit.AspNetCore;

/// <summary>Reads a JSON number as the nearest double, the same bits as <see cref="System.Text.Json.Utf8JsonReader"/> gives, in a fraction of the time where it has few digits.</summary>
/// <remarks><para>A decimal of at most 2^53 and a power of ten of at most 10^22 are doubles, so that their one product or quotient is rounded once, correctly.
/// Source: W. Clinger, How to Read Floating Point Numbers Accurately (1990), section 2.</para>
/// <para>Most numbers have neither sign nor exponent and up to seven characters. Those are found, aligned and added up in one word, without a branch on any digit.
/// Source: D. Lemire, G. Langdale, Parsing Gigabytes of JSON per Second (2019), section 3.1.3.</para></remarks>
internal static class JsonNumber
{
    private const ulong LargestExact = 1UL << 53;
    private const int MostDigits = 19;
    private const ulong EveryByte = 0x0101_0101_0101_0101;
    private const int LargestExponent = 9999;

    private static ReadOnlySpan<double> ShortPowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads the number at the start of a text.</summary>
    /// <param name="text">May go on after the number.</param>
    /// <param name="value">The number; infinite where it is beyond every double.</param>
    /// <returns>The number's length; 0 if there is none that JSON allows.</returns>
    internal static int Read(ReadOnlySpan<byte> text, out double value)
    {
        int length = text.Length >= sizeof(ulong) ? ReadShort(text, out value) : Failed(out value);
        return length > 0 ? length : ReadAny(text, out value);
    }

    // Up to seven characters and no sign; 0 where the number has more, or is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadShort(ReadOnlySpan<byte> text, out double value)
    {
        unchecked
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ (EveryByte * '0');

            // The highest bit of every byte that is no digit: exact up to the first byte beyond ASCII, which ends a number anyway.
            ulong others = ((word + (EveryByte * (0x7F - 9))) | word) & (EveryByte * 0x80);
            int whole = BitOperations.TrailingZeroCount(others) >> 3;
            int end = whole;
            int decimals = 0;
            ulong digits = word;
            if ((byte)(word >> (8 * whole)) == ('.' ^ '0'))
            {
                end = BitOperations.TrailingZeroCount(others & (others - 1)) >> 3;
                decimals = end - whole - 1;
                ulong before = (1UL << (8 * whole)) - 1;
                digits = (word & before) | ((word >> 8) & ~before);
                if (decimals == 0)
                {
                    return Failed(out value);
                }
            }

            // A shift by 64 is one by none, but then the number is too long.
            if (end == sizeof(ulong) || (whole != 1 && (whole == 0 || (byte)word == 0)) || ((byte)(word >> (8 * end)) | 0x20) == ('E' ^ '0'))
            {
                return Failed(out value);
            }

            digits <<= 8 * (sizeof(ulong) - whole - decimals);
            value = (int)EightDigits(digits) / ShortPowersOfTen[decimals & 7];
            return end;
        }
    }

    // Neighbours are joined into numbers of two digits, those into numbers of four, those into one; the first digit is in the lowest byte.
    private static ulong EightDigits(ulong digits)
    {
        unchecked
        {
            const ulong EveryFourth = 0x0000_00FF_0000_00FF;
            ulong pairs = (digits * 10) + (digits >> 8);
            return (((pairs & EveryFourth) * (100 + (1_000_000UL << 32))) + (((pairs >> 16) & EveryFourth) * (1 + (10_000UL << 32)))) >> 32;
        }
    }

    private static int Failed(out double value)
    {
        value = 0;
        return 0;
    }

    private static int ReadAny(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        unchecked
        {
            int i = 0;
            bool negative = text.Length > 0 && text[0] == '-';
            if (negative)
            {
                i = 1;
            }

            int first = i;
            ulong digits = 0;
            for (; (uint)i < (uint)text.Length && IsDigit(text[i]); i++)
            {
                digits = (digits * 10) + (uint)(text[i] - '0');
            }

            int count = i - first;
            if (count == 0 || (count > 1 && text[first] == '0'))
            {
                return 0;
            }

            int exponent = 0;
            if ((uint)i < (uint)text.Length && text[i] == '.')
            {
                int start = ++i;
                for (; (uint)i < (uint)text.Length && IsDigit(text[i]); i++)
                {
                    digits = (digits * 10) + (uint)(text[i] - '0');
                }

                if (i == start)
                {
                    return 0;
                }

                exponent = start - i;
                count += i - start;
            }

            if ((uint)i < (uint)text.Length && (text[i] | 0x20) == 'e')
            {
                int length = ReadExponent(text[(i + 1)..], out int written);
                if (length == 0)
                {
                    return 0;
                }

                i += 1 + length;
                exponent += written;
            }

            if (count <= MostDigits && digits <= LargestExact && exponent is >= -22 and <= 22)
            {
                double magnitude = exponent < 0 ? digits / PowersOfTen[-exponent] : digits * PowersOfTen[exponent];
                value = negative ? -magnitude : magnitude;
                return i;
            }

            return Utf8Parser.TryParse(text[..i], out value, out int consumed) && consumed == i ? i : 0;
        }
    }

    private static int ReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        bool signed = text.Length > 0 && text[0] is (byte)'+' or (byte)'-';
        int start = signed ? 1 : 0;
        int i = start;
        for (; i < text.Length && IsDigit(text[i]); i++)
        {
            // Beyond this any number but 0 is none or infinite, whatever its digits; its text is then read whole.
            exponent = Math.Min((exponent * 10) + (text[i] - '0'), LargestExponent);
        }

        exponent = signed && text[0] == '-' ? -exponent : exponent;
        return i == start ? 0 : i;
    }

    private static bool IsDigit(byte character) => unchecked((uint)(character - '0')) <= 9;
}
