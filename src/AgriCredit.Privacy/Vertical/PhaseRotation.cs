using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgriCredit.Privacy;

/// <summary>Sines and cosines of a phase given as a 32-bit fraction of a full turn, with the same bits on every machine.</summary>
/// <remarks>
/// Only IEEE additions and multiplications in a fixed order, element by element: no library function, no fused multiply-add. Both parties of a session multiply the result with full-range shares,
/// so that one unit of difference would turn a row into a random word. Error below 1e-13. Source: PROTOCOL 5.5 step 3.
/// </remarks>
internal static class PhaseRotation
{
    /// <summary>Phases taken at once.</summary>
    public const int Lanes = 8;

    private const double TurnPerUnit = 2 * Math.PI / 4294967296.0 / 8;

    /// <summary>cos and sin of 2 pi phase / 2^32.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static (Vector512<double> Cosine, Vector512<double> Sine) Evaluate(Vector512<long> phase)
    {
        // Taylor series of an eighth of the angle, at most pi/8, then three doublings.
        Vector512<double> angle = Vector512.ConvertToDouble(phase) * Vector512.Create(TurnPerUnit);
        Vector512<double> square = angle * angle;
        Vector512<double> sine = Vector512.Create(1.0 / 6227020800.0);
        sine = (sine * square) + Vector512.Create(-1.0 / 39916800.0);
        sine = (sine * square) + Vector512.Create(1.0 / 362880.0);
        sine = (sine * square) + Vector512.Create(-1.0 / 5040.0);
        sine = (sine * square) + Vector512.Create(1.0 / 120.0);
        sine = (sine * square) + Vector512.Create(-1.0 / 6.0);
        sine = (sine * square * angle) + angle;
        Vector512<double> cosine = Vector512.Create(1.0 / 479001600.0);
        cosine = (cosine * square) + Vector512.Create(-1.0 / 3628800.0);
        cosine = (cosine * square) + Vector512.Create(1.0 / 40320.0);
        cosine = (cosine * square) + Vector512.Create(-1.0 / 720.0);
        cosine = (cosine * square) + Vector512.Create(1.0 / 24.0);
        cosine = (cosine * square) + Vector512.Create(-1.0 / 2.0);
        cosine = (cosine * square) + Vector512<double>.One;
        for (int doubling = 0; doubling < 3; doubling++)
        {
            Vector512<double> product = sine * cosine;
            cosine = Vector512<double>.One - ((sine * sine) + (sine * sine));
            sine = product + product;
        }

        return (cosine, sine);
    }

    /// <summary>cos and sin of odd multiples of 8 phases, each from the one before it by a rotation.</summary>
    /// <param name="phase">2^32 are a full turn.</param>
    /// <param name="pairs">Receives the cosines and the sines of each multiple: 1, 3, .., as far as there is room.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Walk(Vector512<ulong> phase, Span<Vector512<double>> pairs)
    {
        (Vector512<double> cosineOnce, Vector512<double> sineOnce) = Evaluate(Signed(phase));
        Vector512<double> cosineTwice = (cosineOnce * cosineOnce) - (sineOnce * sineOnce);
        Vector512<double> sineTwice = (sineOnce * cosineOnce) + (cosineOnce * sineOnce);
        Vector512<double> cosine = cosineOnce;
        Vector512<double> sine = sineOnce;
        pairs[0] = cosine;
        pairs[1] = sine;
        for (int i = 2; i < pairs.Length; i += 2)
        {
            Vector512<double> turned = (cosine * cosineTwice) - (sine * sineTwice);
            sine = (sine * cosineTwice) + (cosine * sineTwice);
            cosine = turned;
            pairs[i] = cosine;
            pairs[i + 1] = sine;
        }
    }

    /// <summary>8 phases modulo 2^32, as numbers from -2^31.</summary>
    public static Vector512<long> Signed(Vector512<ulong> phase) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(phase, 32).AsInt64(), 32);

    /// <summary>The integer nearest to each value, ties to even; |value| below 2^51.</summary>
    public static Vector512<ulong> Round(Vector512<double> value)
    {
        // Adding 1.5 * 2^52 leaves the integer in the low bits of the mantissa.
        Vector512<double> magic = Vector512.Create(6755399441055744.0);
        return (value + magic).AsUInt64() - magic.AsUInt64();
    }

    /// <summary>8 elements of Z_2^32 as 64-bit lanes.</summary>
    public static Vector512<ulong> Widen(ref uint source, int index)
    {
        (Vector256<ulong> lower, Vector256<ulong> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)index));
        return Vector512.Create(lower, upper);
    }

    /// <summary>Products of 8 elements of Z_2^32, each in the low half of a lane; the high halves are of no use.</summary>
    /// <remarks>Half a multiplication of 64 bits, which processors without vectors of 512 bits do not have.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> MultiplyLow(Vector512<ulong> left, Vector512<ulong> right) =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? Avx512F.Multiply(left.AsUInt32(), right.AsUInt32())
        : Avx2.IsSupported ? Vector512.Create(
            Avx2.Multiply(left.GetLower().AsUInt32(), right.GetLower().AsUInt32()), Avx2.Multiply(left.GetUpper().AsUInt32(), right.GetUpper().AsUInt32()))
        : left * right;

    /// <summary>The low halves of 8 lanes.</summary>
    public static void Narrow(Vector512<ulong> value, ref uint target, int index) =>
        Vector256.Narrow(value.GetLower(), value.GetUpper()).StoreUnsafe(ref target, (nuint)index);
}
