using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Fixed-point encoding of real vectors in the ring of integers modulo 2^64, and back.</summary>
/// <remarks>Negative values use two's complement. Source: PROTOCOL 2.3.</remarks>
public static class FixedPointEncoding
{
    /// <summary>Encodes one party's values as ring elements, ready for masking.</summary>
    /// <param name="values">m values, each finite and within the bound of its part.</param>
    /// <param name="layout">The layout of the m values.</param>
    /// <param name="destination">Receives m ring elements.</param>
    /// <returns>-1, or the index of the first value that is not finite or beyond its bound; nothing may then be sent.</returns>
    /// <exception cref="ArgumentException">A span is not as long as the layout.</exception>
    /// <remarks>Rounds to nearest, ties to even: the error of a coordinate is at most 2^-(f+1), and n times that in a sum of n parties. Nothing is clipped.</remarks>
    public static int Encode(ReadOnlySpan<double> values, VectorLayout layout, Span<ulong> destination)
    {
        RequireLengths(layout, values.Length, destination.Length);
        int offset = 0;
        foreach (VectorPart part in layout.Parts)
        {
            int bad = Encode(values.Slice(offset, part.Length), part, destination.Slice(offset, part.Length));
            if (bad >= 0)
            {
                return offset + bad;
            }

            offset += part.Length;
        }

        return -1;
    }

    /// <summary>Reads a sum of encoded vectors as real values.</summary>
    /// <param name="sum">m ring elements.</param>
    /// <param name="layout">The layout they were encoded with.</param>
    /// <param name="destination">Receives m values, each the signed ring element divided by 2^f.</param>
    /// <exception cref="ArgumentException">A span is not as long as the layout.</exception>
    public static void Decode(ReadOnlySpan<ulong> sum, VectorLayout layout, Span<double> destination)
    {
        RequireLengths(layout, destination.Length, sum.Length);
        int index = 0;
        foreach (VectorPart part in layout.Parts)
        {
            double unit = Math.ScaleB(1, -part.FractionalBits);
            for (int end = index + part.Length; index < end; index++)
            {
                destination[index] = unchecked((long)sum[index]) * unit;
            }
        }
    }

    /// <summary>Whether every coordinate of a published sum lies within what the planned parties can have summed to.</summary>
    /// <param name="sum">m ring elements.</param>
    /// <param name="layout">The layout.</param>
    /// <returns>-1, or the index of the first coordinate out of range.</returns>
    /// <remarks>Without this check a sum moved by a multiple of 2^61 - 1 in any coordinate would pass the integrity tag.</remarks>
    public static int FirstOutOfRange(ReadOnlySpan<ulong> sum, VectorLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        RequireLengths(layout, layout.Length, sum.Length);
        int index = 0;
        for (int part = 0; part < layout.Parts.Count; part++)
        {
            long largest = layout.LargestSum(part);
            for (int end = index + layout.Parts[part].Length; index < end; index++)
            {
                long value = unchecked((long)sum[index]);
                if (value > largest || value < -largest)
                {
                    return index;
                }
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Encode(ReadOnlySpan<double> values, VectorPart part, Span<ulong> destination)
    {
        double scale = Math.ScaleB(1, part.FractionalBits);
        ReadOnlySpan<Vector512<double>> blocks = MemoryMarshal.Cast<double, Vector512<double>>(values);
        Span<Vector512<long>> encoded = MemoryMarshal.Cast<ulong, Vector512<long>>(destination);
        Vector512<double> bound = Vector512.Create(part.Bound);
        for (int i = 0; i < blocks.Length; i++)
        {
            // NaN compares false, so it is caught with the values beyond the bound.
            if (!Vector512.LessThanOrEqualAll(Vector512.Abs(blocks[i]), bound))
            {
                return FirstBeyond(values, part.Bound, i * Vector512<double>.Count);
            }

            encoded[i] = Vector512.ConvertToInt64(Vector512.Round(blocks[i] * scale));
        }

        for (int i = blocks.Length * Vector512<double>.Count; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i]) <= part.Bound))
            {
                return i;
            }

            destination[i] = unchecked((ulong)(long)Math.Round(values[i] * scale, MidpointRounding.ToEven));
        }

        return -1;
    }

    private static int FirstBeyond(ReadOnlySpan<double> values, double bound, int start)
    {
        int index = start;
        while (Math.Abs(values[index]) <= bound)
        {
            index++;
        }

        return index;
    }

    private static void RequireLengths(VectorLayout layout, int values, int elements)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (values != layout.Length || elements != layout.Length)
        {
            throw new ArgumentException($"The layout has {layout.Length} coordinates; got {values} values and {elements} ring elements.", nameof(layout));
        }
    }
}
