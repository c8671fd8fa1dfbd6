using System.Runtime.CompilerServices;

namespace AgriCredit.Privacy;

/// <summary>Divides shared numbers by a power of two, rounding to one of the two nearest integers below and above.</summary>
/// <remarks>
/// For |x| &lt; 2^62 the parties open c = x + 2^62 + r with r = sum of their masks; then floor(x / 2^f) + {0, 1} = (c mod 2^63) / 2^f - (r mod 2^63) / 2^f + 2^(63-f) u - 2^(62-f), u = top(r) xor top(c), which is linear in
/// the share of top(r) as c is public. The local shift of shares, in contrast, fails once in 2^(63-b) numbers of b bits. Source: PROTOCOL 5.6.
/// </remarks>
public static class TruncationBits
{
    private const ulong Half = 1UL << 62;
    private const ulong Low = (1UL << 63) - 1;

    /// <summary>Computes the values to be shared: for each element the truncated mask, then for each its top bit.</summary>
    /// <param name="masks">The sums of all parties' masks.</param>
    /// <param name="shift">f, 1 to 62.</param>
    /// <param name="bits">Receives twice as many elements.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<ulong> masks, int shift, Span<ulong> bits)
    {
        for (int i = 0; i < masks.Length; i++)
        {
            bits[i] = (masks[i] & Low) >> shift;
            bits[masks.Length + i] = masks[i] >> 63;
        }
    }

    /// <summary>Makes a masked share ready for opening: adds what keeps the opened sum clear of the sign.</summary>
    /// <param name="share">Shares plus this party's masks.</param>
    /// <param name="addsConstant">Whether this party adds the public offset; exactly one does.</param>
    public static void Offset(Span<ulong> share, bool addsConstant)
    {
        for (int i = 0; addsConstant && i < share.Length; i++)
        {
            share[i] = unchecked(share[i] + Half);
        }
    }

    /// <summary>This party's shares of the quotients, in place of the opened sums.</summary>
    /// <param name="opened">The opened sums; receives the shares.</param>
    /// <param name="bits">This party's share of <see cref="Compute"/>'s values.</param>
    /// <param name="shift">f.</param>
    /// <param name="addsConstant">Whether this party adds the public value; exactly one does.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Finish(Span<ulong> opened, ReadOnlySpan<ulong> bits, int shift, bool addsConstant)
    {
        int count = opened.Length;
        for (int i = 0; i < count; i++)
        {
            ulong top = opened[i] >> 63;
            ulong known = addsConstant ? unchecked(((opened[i] & Low) >> shift) - (Half >> shift) + (top << (63 - shift))) : 0;

            // u = top(r) + top(c) - 2 top(r) top(c)
            ulong wrap = unchecked((1 - (2 * top)) * bits[count + i]);
            opened[i] = unchecked(known - bits[i] + (wrap << (63 - shift)));
        }
    }
}
