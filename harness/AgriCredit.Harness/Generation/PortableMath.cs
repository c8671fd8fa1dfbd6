namespace AgriCredit.Harness.Generation;

/// <summary>Exponential and logarithm that give the same bits on every system, unlike <see cref="Math.Exp"/> and <see cref="Math.Log(double)"/>.</summary>
/// <remarks>Only + - * / and exact bit operations. Relative error a few units in the last place: ample for drawing random numbers.</remarks>
internal static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01; // the leading 32 bits, so that a small multiple is exact
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double LargestExponent = 700;
    private const int ExponentialTerms = 14;
    private const int LogarithmTerms = 11;

    /// <summary>e^x for |x| up to 700; beyond, as at 700.</summary>
    public static double Exp(double x)
    {
        x = double.Clamp(x, -LargestExponent, LargestExponent);
        double power = Math.Floor((x / (Ln2High + Ln2Low)) + 0.5);
        double rest = x - (power * Ln2High) - (power * Ln2Low);
        // |rest| <= ln(2)/2, so the 14th term of Taylor's series is below 2^-56.
        double sum = 1;
        for (int term = ExponentialTerms; term >= 1; term--)
        {
            sum = 1 + (rest / term * sum);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)power + 1023) << 52);
    }

    /// <summary>ln x for a normal positive x.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        long exponent = (bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | (1023L << 52));
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh t with t = (m-1)/(m+1), |t| <= 0.172: t^2 <= 0.0295, so eleven terms leave less than 2^-60.
        double t = (mantissa - 1) / (mantissa + 1);
        double square = t * t;
        double sum = 0;
        for (int term = LogarithmTerms - 1; term >= 0; term--)
        {
            sum = (sum * square) + (1.0 / ((2 * term) + 1));
        }

        return (exponent * Ln2High) + ((exponent * Ln2Low) + (2 * t * sum));
    }

    /// <summary>1/(1+e^-x).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));
}
