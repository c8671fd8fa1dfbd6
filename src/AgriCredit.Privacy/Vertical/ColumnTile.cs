using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgriCredit.Privacy;

/// <summary>Adds to a tile of a matrix product modulo 2^64 the dot products of some columns of one matrix with as many of another, all of them kept in registers.</summary>
internal static class ColumnTile
{
    private const int Four = 4;
    private const int Two = 2;

    /// <summary>Columns of either matrix in a tile.</summary>
    public static int Side => UsesHalves ? Two : Four;

    // Without vectors of 512 bits there is no multiplication of 64 bits, and what stands in for it takes four times as long as products of halves.
    private static bool UsesHalves => !Vector512.IsHardwareAccelerated && Avx2.IsSupported;

    /// <summary>destination += the tile.</summary>
    /// <param name="left">Columns, of which the first <see cref="Side"/> are taken.</param>
    /// <param name="firstRow">Their first row.</param>
    /// <param name="right">As many columns, one after the other.</param>
    /// <param name="rows">Rows taken.</param>
    /// <param name="destination">The tile's first element.</param>
    /// <param name="stride">Elements from one row of the destination to the next.</param>
    public static void Add(ReadOnlySpan<ulong[]> left, int firstRow, ReadOnlySpan<ulong> right, int rows, Span<ulong> destination, int stride)
    {
        if (UsesHalves)
        {
            AddByTwo(left, firstRow, right, rows, destination, stride);
        }
        else
        {
            AddByFour(left, firstRow, right, rows, destination, stride);
        }
    }

    /// <summary>2 columns with 2, by halves: with a = a1 2^32 + a0, ab = a0 b0 + 2^32 (a1 b0 + a0 b1) modulo 2^64, and the two are summed apart. Needs AVX2.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void AddByTwo(ReadOnlySpan<ulong[]> left, int firstRow, ReadOnlySpan<ulong> right, int rows, Span<ulong> destination, int stride)
    {
        ref ulong l0 = ref MemoryMarshal.GetReference(left[0].AsSpan(firstRow, rows));
        ref ulong l1 = ref MemoryMarshal.GetReference(left[1].AsSpan(firstRow, rows));
        ref ulong r0 = ref MemoryMarshal.GetReference(right[..rows]);
        ref ulong r1 = ref MemoryMarshal.GetReference(right.Slice(rows, rows));
        Vector256<ulong> low00 = default, low01 = default, low10 = default, low11 = default;
        Vector256<ulong> high00 = default, high01 = default, high10 = default, high11 = default;
        int row = 0;
        for (; row <= rows - Vector256<ulong>.Count; row += Vector256<ulong>.Count)
        {
            nuint at = (nuint)row;
            Vector256<uint> b0 = Vector256.LoadUnsafe(ref r0, at).AsUInt32();
            Vector256<uint> b1 = Vector256.LoadUnsafe(ref r1, at).AsUInt32();
            Vector256<uint> upper0 = (b0.AsUInt64() >>> 32).AsUInt32();
            Vector256<uint> upper1 = (b1.AsUInt64() >>> 32).AsUInt32();
            Vector256<uint> a = Vector256.LoadUnsafe(ref l0, at).AsUInt32();
            Vector256<uint> upper = (a.AsUInt64() >>> 32).AsUInt32();
            low00 += Avx2.Multiply(a, b0);
            high00 += Avx2.Multiply(upper, b0) + Avx2.Multiply(a, upper0);
            low01 += Avx2.Multiply(a, b1);
            high01 += Avx2.Multiply(upper, b1) + Avx2.Multiply(a, upper1);
            a = Vector256.LoadUnsafe(ref l1, at).AsUInt32();
            upper = (a.AsUInt64() >>> 32).AsUInt32();
            low10 += Avx2.Multiply(a, b0);
            high10 += Avx2.Multiply(upper, b0) + Avx2.Multiply(a, upper0);
            low11 += Avx2.Multiply(a, b1);
            high11 += Avx2.Multiply(upper, b1) + Avx2.Multiply(a, upper1);
        }

        Span<ulong> sums = [Whole(low00, high00), Whole(low01, high01), Whole(low10, high10), Whole(low11, high11)];
        for (; row < rows; row++)
        {
            for (int i = 0; i < Two * Two; i++)
            {
                sums[i] = unchecked(sums[i] + (left[i / Two][firstRow + row] * right[((i % Two) * rows) + row]));
            }
        }

        for (int i = 0; i < Two * Two; i++)
        {
            ref ulong sum = ref destination[((i / Two) * stride) + (i % Two)];
            sum = unchecked(sum + sums[i]);
        }

        static ulong Whole(Vector256<ulong> low, Vector256<ulong> high) => unchecked(Vector256.Sum(low) + (Vector256.Sum(high) << 32));
    }

    /// <summary>4 columns with 4: 8 loads for 16 multiplications, and 16 registers of sums of the 32 that there are where vectors have 512 bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void AddByFour(ReadOnlySpan<ulong[]> left, int firstRow, ReadOnlySpan<ulong> right, int rows, Span<ulong> destination, int stride)
    {
        ref ulong l0 = ref MemoryMarshal.GetReference(left[0].AsSpan(firstRow, rows));
        ref ulong l1 = ref MemoryMarshal.GetReference(left[1].AsSpan(firstRow, rows));
        ref ulong l2 = ref MemoryMarshal.GetReference(left[2].AsSpan(firstRow, rows));
        ref ulong l3 = ref MemoryMarshal.GetReference(left[3].AsSpan(firstRow, rows));
        ref ulong r0 = ref MemoryMarshal.GetReference(right[..rows]);
        ref ulong r1 = ref MemoryMarshal.GetReference(right.Slice(rows, rows));
        ref ulong r2 = ref MemoryMarshal.GetReference(right.Slice(2 * rows, rows));
        ref ulong r3 = ref MemoryMarshal.GetReference(right.Slice(3 * rows, rows));
        Vector512<ulong> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector512<ulong> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<ulong> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector512<ulong> s30 = default, s31 = default, s32 = default, s33 = default;
        int row = 0;
        for (; row <= rows - Vector512<ulong>.Count; row += Vector512<ulong>.Count)
        {
            nuint at = (nuint)row;
            Vector512<ulong> b0 = Vector512.LoadUnsafe(ref r0, at);
            Vector512<ulong> b1 = Vector512.LoadUnsafe(ref r1, at);
            Vector512<ulong> b2 = Vector512.LoadUnsafe(ref r2, at);
            Vector512<ulong> b3 = Vector512.LoadUnsafe(ref r3, at);
            Vector512<ulong> a = Vector512.LoadUnsafe(ref l0, at);
            s00 += a * b0;
            s01 += a * b1;
            s02 += a * b2;
            s03 += a * b3;
            a = Vector512.LoadUnsafe(ref l1, at);
            s10 += a * b0;
            s11 += a * b1;
            s12 += a * b2;
            s13 += a * b3;
            a = Vector512.LoadUnsafe(ref l2, at);
            s20 += a * b0;
            s21 += a * b1;
            s22 += a * b2;
            s23 += a * b3;
            a = Vector512.LoadUnsafe(ref l3, at);
            s30 += a * b0;
            s31 += a * b1;
            s32 += a * b2;
            s33 += a * b3;
        }

        ReadOnlySpan<Vector512<ulong>> sums = [s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33];
        for (int i = 0; i < Four; i++)
        {
            for (int j = 0; j < Four; j++)
            {
                ref ulong sum = ref destination[(i * stride) + j];
                sum = unchecked(sum + Vector512.Sum(sums[(i * Four) + j])
                    + RingVector.Dot(left[i].AsSpan(firstRow + row, rows - row), right.Slice((j * rows) + row, rows - row)));
            }
        }
    }
}
