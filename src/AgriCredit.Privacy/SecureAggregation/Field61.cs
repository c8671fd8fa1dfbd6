using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AgriCredit.Privacy;

/// <summary>The prime field F of p = 2^61 - 1. Elements are kept in [0, p). Branch-free.</summary>
internal readonly struct Field61 : IPrimeField
{
    public const ulong Prime = (1UL << 61) - 1;
    private const int Bits = 61;

    static ulong IPrimeField.Prime => Prime;

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

    /// <inheritdoc/>
    /// <remarks>Folds the sum so far below 2^61 + 8 and the product below 2^62, and leaves the rest to <see cref="Reduce"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddProduct(ulong sum, ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return unchecked((sum & Prime) + (sum >> Bits) + (low & Prime) + ((high << 3) | (low >> Bits)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Reduce(ulong sum) => Canonical(sum);

    /// <summary>A signed integer of absolute value below p as a field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FromSigned(long value)
    {
        Debug.Assert(value > -(long)Prime && value < (long)Prime, "Out of the field's range.");
        return unchecked((ulong)value + (Prime & (ulong)(value >> 63)));
    }

    /// <summary>Reduces any 64-bit value to [0, p): folded it is at most p + 7, so that one subtraction is enough.</summary>
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
