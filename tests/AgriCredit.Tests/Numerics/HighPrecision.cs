using System.Numerics;

namespace AgriCredit.Tests.Numerics;

/// <summary>A slow oracle: elementary functions in 320-bit fixed-point arithmetic, and the distance of a double from them in units of its last place.</summary>
internal static class HighPrecision
{
    private const int Bits = 320;
    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Ln2 = 2 * Artanh(One / 3);

    /// <summary>e^x as <c>Significand * 2^Exponent</c>.</summary>
    public static (BigInteger Significand, int Exponent) Exp(double x)
    {
        BigInteger argument = FixedPoint(x);
        int n = (int)Math.Round(x / Math.Log(2));
        BigInteger r = argument - (n * Ln2);
        BigInteger term = One;
        BigInteger sum = One;
        for (int k = 1; !term.IsZero; k++)
        {
            term = (term * r >> Bits) / k;
            sum += term;
        }

        return (sum, n - Bits);
    }

    /// <summary>1 / (1 + e^-x), from e^-|x|.</summary>
    public static (BigInteger Significand, int Exponent) Sigmoid(double x)
    {
        (BigInteger exponential, int exponent) = Exp(-Math.Abs(x));
        BigInteger one = BigInteger.One << -exponent;
        return x < 0
            ? ((exponential << -exponent) / (one + exponential), exponent)
            : ((one << Bits) / (one + exponential), -Bits);
    }

    /// <summary>The natural logarithm of a positive normal double.</summary>
    public static (BigInteger Significand, int Exponent) Log(double x)
    {
        int k = Math.ILogB(x) + (Math.ScaleB(x, -Math.ILogB(x)) > Math.Sqrt(2) ? 1 : 0);
        BigInteger significand = FixedPoint(Math.ScaleB(x, -k));
        return ((k * Ln2) + (2 * Artanh(((significand - One) << Bits) / (significand + One))), -Bits);
    }

    /// <summary>|actual - expected| in units of the last place of <paramref name="actual"/>.</summary>
    public static double UlpsFrom(double actual, (BigInteger Significand, int Exponent) expected)
    {
        (BigInteger significand, int exponent) = Parts(actual);
        const int fraction = 64;
        int shift = expected.Exponent - exponent + fraction;
        BigInteger aligned = shift >= 0 ? expected.Significand << shift : expected.Significand >> -shift;
        return (double)BigInteger.Abs((significand << fraction) - aligned) / Math.ScaleB(1, fraction);
    }

    private static BigInteger FixedPoint(double x)
    {
        (BigInteger significand, int exponent) = Parts(x);
        int shift = exponent + Bits;
        return shift >= 0 ? significand << shift : significand >> -shift;
    }

    private static (BigInteger Significand, int Exponent) Parts(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        int biased = (int)(bits >> 52);
        long fraction = bits & ((1L << 52) - 1);
        BigInteger significand = biased == 0 ? fraction : fraction | (1L << 52);
        return (x < 0 ? -significand : significand, Math.Max(biased, 1) - 1075);
    }

    private static BigInteger Artanh(BigInteger x)
    {
        BigInteger square = x * x >> Bits;
        BigInteger power = x;
        BigInteger sum = BigInteger.Zero;
        for (int k = 1; !power.IsZero && power != BigInteger.MinusOne; k += 2)
        {
            sum += power / k;
            power = power * square >> Bits;
        }

        return sum;
    }
}
