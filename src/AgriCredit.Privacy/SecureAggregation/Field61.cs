using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AgriCredit.Privacy;

/// <summary>The prime field F of p = 2^61 - 1. Elements are kept in [0, p). Branch-free.</summary>
internal static class Field61
{
    public const ulong Prime = (1UL << 61) - 1;
    private const int Bits = 61;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b) => Canonical(unchecked(a + b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b) => Canonical(unchecked(a + Prime - b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return Canonical(unchecked((low & Prime) + ((high << 3) | (low >> Bits))));
    }

    /// <summary>A signed integer of absolute value below p as a field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FromSigned(long value)
    {
        Debug.Assert(value > -(long)Prime && value < (long)Prime, "Out of the field's range.");
        return unchecked((ulong)value + (Prime & (ulong)(value >> 63)));
    }

    /// <summary>Reduces a value below 2^62 + 2^61 to [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Canonical(ulong value)
    {
        value = (value & Prime) + (value >> Bits);
        ulong reduced = unchecked(value - Prime);

        // The borrow's sign bit chooses, without a branch.
        ulong borrow = unchecked((ulong)((long)reduced >> 63));
        return (value & borrow) | (reduced & ~borrow);
    }
}
