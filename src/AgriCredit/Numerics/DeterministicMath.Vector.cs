using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit;

internal static partial class DeterministicMath
{
    /// <summary>Eight exponentials, bit for bit those of <see cref="Exp(double)"/>.</summary>
    /// <remarks>Eight lanes on every processor: narrower ones run the same lanes in pieces, so width never changes a result.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> largest = Vector512.Create(LargestArgument);
        Vector512<double> smallest = Vector512.Create(SmallestArgument);
        Vector512<double> clamped = Vector512.ConditionalSelect(Vector512.GreaterThan(x, largest), largest, x);
        clamped = Vector512.ConditionalSelect(Vector512.LessThan(clamped, smallest), smallest, clamped);
        Vector512<double> shifted = (clamped * Log2E) + Vector512.Create(RoundingShift);
        Vector512<double> n = shifted - Vector512.Create(RoundingShift);
        Vector512<double> high = clamped - (n * Ln2High);
        Vector512<double> low = n * Ln2Low;
        Vector512<double> r = high - low;
        Vector512<double> residue = (high - r) - low;

        Vector512<double> r2 = r * r;
        Vector512<double> r4 = r2 * r2;
        Vector512<double> terms0To3 = Pair(r, Reciprocal2, Reciprocal3) + (r2 * Pair(r, Reciprocal4, Reciprocal5));
        Vector512<double> terms4To7 = Pair(r, Reciprocal6, Reciprocal7) + (r2 * Pair(r, Reciprocal8, Reciprocal9));
        Vector512<double> terms8To11 = Pair(r, Reciprocal10, Reciprocal11) + (r2 * Pair(r, Reciprocal12, Reciprocal13));
        Vector512<double> tail = terms0To3 + (r4 * (terms4To7 + (r4 * terms8To11)));
        Vector512<double> exponential = Vector512<double>.One + (r + (residue + (r2 * tail)));

        Vector512<long> exponent = shifted.AsInt64() - Vector512.Create(RoundingShift).AsInt64();
        Vector512<long> half = (exponent + Vector512.Create(2L * (ExponentBias + 1))) >>> 1;
        Vector512<double> scale1 = ((half - Vector512<long>.One) << FractionBits).AsDouble();
        Vector512<double> scale2 = ((exponent - half + Vector512.Create((2L * ExponentBias) + 1)) << FractionBits).AsDouble();
        Vector512<double> scaled = exponential * scale1 * scale2;
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), scaled, Vector512.Create(double.NaN));
    }

    /// <summary>Eight logistic functions, bit for bit those of <see cref="Sigmoid(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Sigmoid(Vector512<double> x)
    {
        Vector512<double> exponential = Exp(-Vector512.Abs(x));
        Vector512<double> numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), exponential, Vector512<double>.One);
        return numerator / (Vector512<double>.One + exponential);
    }

    /// <summary>Replaces every value by its logistic function, bit for bit that of <see cref="Sigmoid(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void SigmoidInPlace(Span<double> values)
    {
        Span<Vector512<double>> blocks = MemoryMarshal.Cast<double, Vector512<double>>(values);
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = Sigmoid(blocks[i]);
        }

        for (int i = blocks.Length * Vector512<double>.Count; i < values.Length; i++)
        {
            values[i] = Sigmoid(values[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pair(Vector512<double> r, double constant, double linear) => Vector512.Create(constant) + (r * linear);
}
