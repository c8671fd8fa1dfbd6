using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Vector operations over Z_2^64 and Z_2^32.</summary>
public static class RingVector
{
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
}
