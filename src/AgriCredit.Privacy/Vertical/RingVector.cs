using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Vector operations over Z_2^64 and Z_2^32.</summary>
public static class RingVector
{
    /// <summary>Columns of the first matrix that <see cref="TileDot"/> takes at once.</summary>
    internal const int TileHeight = 4;

    /// <summary>Columns of the second matrix that <see cref="TileDot"/> takes at once.</summary>
    internal const int TileWidth = 4;

    private static int Lanes => Vector512<ulong>.Count;

    /// <summary>destination += vector * factor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyAdd(ReadOnlySpan<ulong> vector, ulong factor, Span<ulong> destination)
    {
        ref ulong source = ref MemoryMarshal.GetReference(vector);
        ref ulong target = ref MemoryMarshal.GetReference(destination);
        _ = vector[..destination.Length];
        Vector512<ulong> factors = Vector512.Create(factor);
        int i = 0;
        for (; i <= destination.Length - Lanes; i += Lanes)
        {
            (Vector512.LoadUnsafe(ref target, (nuint)i) + (Vector512.LoadUnsafe(ref source, (nuint)i) * factors)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = unchecked(destination[i] + (vector[i] * factor));
        }
    }

    /// <summary>destination += left * right, element by element.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyAdd(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        ref ulong target = ref MemoryMarshal.GetReference(destination);
        _ = left[..destination.Length];
        _ = right[..destination.Length];
        int i = 0;
        for (; i <= destination.Length - Lanes; i += Lanes)
        {
            (Vector512.LoadUnsafe(ref target, (nuint)i) + (Vector512.LoadUnsafe(ref first, (nuint)i) * Vector512.LoadUnsafe(ref second, (nuint)i))).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = unchecked(destination[i] + (left[i] * right[i]));
        }
    }

    /// <summary>Sum of left * right.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static ulong Dot(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        _ = right[..left.Length];
        Vector512<ulong> even = default;
        Vector512<ulong> odd = default;
        int i = 0;
        for (; i <= left.Length - (2 * Lanes); i += 2 * Lanes)
        {
            even += Vector512.LoadUnsafe(ref first, (nuint)i) * Vector512.LoadUnsafe(ref second, (nuint)i);
            odd += Vector512.LoadUnsafe(ref first, (nuint)(i + Lanes)) * Vector512.LoadUnsafe(ref second, (nuint)(i + Lanes));
        }

        ulong sum = Vector512.Sum(even + odd);
        for (; i < left.Length; i++)
        {
            sum = unchecked(sum + (left[i] * right[i]));
        }

        return sum;
    }

    /// <summary>destination += terms, modulo the ring's size.</summary>
    /// <typeparam name="T"><see cref="ulong"/>, <see cref="uint"/> or <see cref="byte"/>.</typeparam>
    /// <param name="terms">The terms.</param>
    /// <param name="destination">What they are added to; at most as long.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(ReadOnlySpan<T> terms, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref T source = ref MemoryMarshal.GetReference(terms);
        ref T target = ref MemoryMarshal.GetReference(destination);
        _ = terms[..destination.Length];
        int i = 0;
        for (; i <= destination.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            (Vector512.LoadUnsafe(ref target, (nuint)i) + Vector512.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = unchecked(destination[i] + terms[i]);
        }
    }

    /// <summary>destination -= terms, modulo the ring's size.</summary>
    /// <typeparam name="T"><see cref="ulong"/>, <see cref="uint"/> or <see cref="byte"/>.</typeparam>
    /// <param name="terms">The terms.</param>
    /// <param name="destination">What they are taken from; at most as long.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Subtract<T>(ReadOnlySpan<T> terms, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref T source = ref MemoryMarshal.GetReference(terms);
        ref T target = ref MemoryMarshal.GetReference(destination);
        _ = terms[..destination.Length];
        int i = 0;
        for (; i <= destination.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            (Vector512.LoadUnsafe(ref target, (nuint)i) - Vector512.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = unchecked(destination[i] - terms[i]);
        }
    }

    /// <summary>Adds to a tile of a matrix product the dot products of 4 columns with 4 columns: 8 loads for 16 multiplications.</summary>
    /// <param name="left">Columns, of which the first 4 are taken.</param>
    /// <param name="firstRow">Their first row.</param>
    /// <param name="right">4 columns, one after the other.</param>
    /// <param name="rows">Rows taken.</param>
    /// <param name="destination">The tile's first element.</param>
    /// <param name="stride">Elements from one row of the destination to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void TileDot(ReadOnlySpan<ulong[]> left, int firstRow, ReadOnlySpan<ulong> right, int rows, Span<ulong> destination, int stride)
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
        for (; row <= rows - Lanes; row += Lanes)
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
        for (int i = 0; i < TileHeight; i++)
        {
            for (int j = 0; j < TileWidth; j++)
            {
                ref ulong sum = ref destination[(i * stride) + j];
                sum = unchecked(sum + Vector512.Sum(sums[(i * TileWidth) + j])
                    + Dot(left[i].AsSpan(firstRow + row, rows - row), right.Slice((j * rows) + row, rows - row)));
            }
        }
    }
}
