using System.Numerics;
using System.Runtime.InteropServices;

namespace AgriCredit.Benchmarks.Rivals;

/// <summary>What memory and vector units do when nothing else is asked of them.</summary>
internal static class PlainVectors
{
    /// <summary>Adds one vector of words to another.</summary>
    public static void Add(ReadOnlySpan<ulong> addend, Span<ulong> sum)
    {
        ReadOnlySpan<Vector<ulong>> addends = MemoryMarshal.Cast<ulong, Vector<ulong>>(addend);
        Span<Vector<ulong>> sums = MemoryMarshal.Cast<ulong, Vector<ulong>>(sum);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += addends[i];
        }

        for (int i = sums.Length * Vector<ulong>.Count; i < sum.Length; i++)
        {
            sum[i] = unchecked(sum[i] + addend[i]);
        }
    }

    /// <summary>Reads floats once, in four accumulators so that no addition waits for the one before.</summary>
    /// <returns>Their sum, rounded as it comes.</returns>
    public static float Read(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> first = Vector<float>.Zero;
        Vector<float> second = Vector<float>.Zero;
        Vector<float> third = Vector<float>.Zero;
        Vector<float> fourth = Vector<float>.Zero;
        int i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            first += vectors[i];
            second += vectors[i + 1];
            third += vectors[i + 2];
            fourth += vectors[i + 3];
        }

        for (; i < vectors.Length; i++)
        {
            first += vectors[i];
        }

        float sum = Vector.Sum((first + second) + (third + fourth));
        for (int rest = vectors.Length * Vector<float>.Count; rest < values.Length; rest++)
        {
            sum += values[rest];
        }

        return sum;
    }
}
