using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace AgriCredit.AspNetCore;

/// <summary>Writes a double as the shortest decimal that reads back to the same bits, and the nearest to it among those: the text of <see cref="double.TryFormat(Span{byte}, out int, ReadOnlySpan{char}, IFormatProvider?)"/>, in a third of the time.</summary>
/// <remarks>Source: R. Giulietti, The Schubfach way to render doubles (2020), section 9. Of its table only the powers of ten are here that numbers without an exponent need; these are exact.</remarks>
internal static class ShortestDecimal
{
    /// <summary>How many bytes it needs to write into, of which a number takes up to 24.</summary>
    internal const int Room = 40;
    private const double Smallest = 1e-4;
    private const double Beyond = 1e15;
    private const int FractionBits = 52;
    private const int LargestPower = 21;
    private const int MostDigits = 17;
    private const uint EightDigits = 100_000_000;
    private const ulong EightZeros = 0x3030_3030_3030_3030;
    private const ulong Low63 = ulong.MaxValue >> 1;

    // By power n of ten: 1 + 10^n, moved to 126 bits, in two halves.
    private static readonly (ulong High, ulong Low)[] Powers = [.. Enumerable.Range(0, LargestPower + 1).Select(Power)];

    /// <summary>Writes a number.</summary>
    /// <param name="value">Finite.</param>
    /// <param name="destination">Has room for <see cref="Room"/> bytes; those behind the number may change too.</param>
    /// <returns>How many were written.</returns>
    internal static int Write(double value, Span<byte> destination)
    {
        double magnitude = Math.Abs(value);
        if (!(magnitude >= Smallest && magnitude < Beyond))
        {
            value.TryFormat(destination, out int length, provider: CultureInfo.InvariantCulture);
            return length;
        }

        int sign = value < 0 ? 1 : 0;
        destination[0] = (byte)'-';
        (ulong digits, int exponent) = Shorten(BitConverter.DoubleToUInt64Bits(magnitude));
        return sign + Write(digits, exponent, destination[sign..]);
    }

    // digits times 10^exponent, with exponent < 0. Copies have one length, whatever the number's: what lies behind it is no part of it.
    private static int Write(ulong digits, int exponent, Span<byte> destination)
    {
        unchecked
        {
            (ulong upper, ulong low) = Math.DivRem(digits, EightDigits);
            (ulong first, ulong middle) = Math.DivRem(upper, EightDigits);
            ulong middleText = Spread((uint)middle);
            ulong lowText = Spread((uint)low);
            int leading = first != 0 ? 0 : middle != 0 ? 1 + FirstDigit(middleText) : 9 + FirstDigit(lowText);
            int trailing = low != 0 ? LastDigit(lowText) : middle != 0 ? 8 + LastDigit(middleText) : 16;

            // All digits, and zeros behind them.
            Span<byte> text = stackalloc byte[2 * MostDigits];
            text.Fill((byte)'0');
            text[0] += (byte)first;
            BinaryPrimitives.WriteUInt64LittleEndian(text[1..], EightZeros + middleText);
            BinaryPrimitives.WriteUInt64LittleEndian(text[9..], EightZeros + lowText);
            ReadOnlySpan<byte> number = text[leading..];
            int count = MostDigits - leading - trailing;
            int whole = count + trailing + exponent;
            if (whole <= 0)
            {
                "0.000"u8.CopyTo(destination);
                number[..MostDigits].CopyTo(destination[(2 - whole)..]);
                return 2 - whole + count;
            }

            number[..MostDigits].CopyTo(destination);
            if (whole >= count)
            {
                return whole;
            }

            destination[whole] = (byte)'.';
            number.Slice(whole, MostDigits).CopyTo(destination[(whole + 1)..]);
            return count + 1;
        }
    }

    // A number of eight digits to a digit in each byte, the first in the lowest: halves, pairs and digits of all are split together.
    private static ulong Spread(uint number)
    {
        unchecked
        {
            ulong halves = (number / 10_000) | ((ulong)(number % 10_000) << 32);
            ulong hundreds = ((halves * 5243) >> 19) & 0x0000_007F_0000_007F;
            ulong pairs = hundreds | ((halves - (hundreds * 100)) << 16);
            ulong tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
            return tens | ((pairs - (tens * 10)) << 8);
        }
    }

    // How many zeros come before and behind.
    private static int FirstDigit(ulong text) => BitOperations.TrailingZeroCount(text) >> 3;

    private static int LastDigit(ulong text) => BitOperations.LeadingZeroCount(text) >> 3;

    // All quantities are four times what the paper's text speaks of, so that the bounds of rounding are whole numbers.
    private static (ulong Digits, int Exponent) Shorten(ulong bits)
    {
        unchecked
        {
            ulong fraction = bits & ((1UL << FractionBits) - 1);
            ulong significand = fraction | (1UL << FractionBits);
            int binaryExponent = (int)(bits >> FractionBits) - 1075;
            bool isPowerOfTwo = fraction == 0;
            ulong odd = significand & 1;

            // Floors of logarithms, exact for every exponent of a double: log10(2^q), log10(3/4 2^q) below a power of two, log2(10^-k).
            int exponent = (int)(((binaryExponent * 661_971_961_083L) - (isPowerOfTwo ? 274_743_187_321L : 0)) >> 41);
            int shift = binaryExponent + (int)((-exponent * 913_124_641_741L) >> 38) + 2;
            (ulong high, ulong low) = Powers[-exponent];
            ulong middle = significand << 2;
            ulong scaled = Scale(high, low, middle << shift);
            ulong lower = Scale(high, low, (middle - (isPowerOfTwo ? 1UL : 2)) << shift) + odd;
            ulong upper = Scale(high, low, (middle + 2) << shift) - odd;

            // One digit less, below or above, if exactly one of the two reads back.
            ulong floor = scaled >> 2;
            ulong tens = floor / 10 * 10;
            bool isTensWithin = lower <= tens << 2;
            if (isTensWithin != ((tens + 10) << 2 <= upper))
            {
                return (isTensWithin ? tens : tens + 10, exponent);
            }

            bool isFloorWithin = lower <= floor << 2;
            if (isFloorWithin != ((floor + 1) << 2 <= upper))
            {
                return (isFloorWithin ? floor : floor + 1, exponent);
            }

            // Both do: the nearer one, or of two equally near the even one.
            ulong between = (floor + floor + 1) << 1;
            return (scaled < between || (scaled == between && (floor & 1) == 0) ? floor : floor + 1, exponent);
        }
    }

    // The product with a power of ten, rounded to odd.
    private static ulong Scale(ulong high, ulong low, ulong factor)
    {
        unchecked
        {
            ulong carried = Math.BigMul(low, factor, out _);
            ulong top = Math.BigMul(high, factor, out ulong bottom);
            ulong rest = (bottom >> 1) + carried;
            return (top + (rest >> 63)) | (((rest & Low63) + Low63) >> 63);
        }
    }

    private static (ulong High, ulong Low) Power(int exponent)
    {
        UInt128 power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        UInt128 scaled = (power << ((int)UInt128.LeadingZeroCount(power) - 2)) + 1;
        return ((ulong)(scaled >> 63), (ulong)(scaled & Low63));
    }
}
