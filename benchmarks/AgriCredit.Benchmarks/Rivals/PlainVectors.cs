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

    /// <summary>Adds the products of a block's columns with each other, one dot product at a time.</summary>
    /// <param name="columns">Columns of the block, one after the other.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="sums">A row for each column.</param>
    public static void AddGram(ReadOnlySpan<double> columns, int rows, Span<double> sums)
    {
        int width = columns.Length / rows;
        for (int i = 0; i < width; i++)
        {
            ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(columns.Slice(i * rows, rows));
            for (int j = 0; j < width; j++)
            {
                ReadOnlySpan<Vector<double>> right = MemoryMarshal.Cast<double, Vector<double>>(columns.Slice(j * rows, rows));
                Vector<double> even = Vector<double>.Zero;
                Vector<double> odd = Vector<double>.Zero;
                for (int row = 0; row + 1 < left.Length; row += 2)
                {
                    even += left[row] * right[row];
                    odd += left[row + 1] * right[row + 1];
                }

                sums[(i * width) + j] += Vector.Sum(even + odd);
            }
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
