using System.Runtime.CompilerServices;

namespace AgriCredit.Privacy;

/// <summary>Takes shares modulo 2^32 of a small number to shares of it modulo 2^64.</summary>
/// <remarks>
/// For |s| &lt; 2^30 and rho = sum of the parties' masks rho_i modulo 2^32, the parties open c = s + 2^30 + rho modulo 2^32; then s = c - 2^30 - sum rho_i + 2^32 (carry + (1 - top(c)) top(rho)),
/// where carry counts how often the sum of the rho_i passes 2^32. Exact. Source: PROTOCOL 5.5 step 4.
/// </remarks>
public static class LiftBits
{
    private const uint Offset = 1u << 30;

    /// <summary>Computes the values to be shared: for each element the carry, then for each the top bit of the sum.</summary>
    /// <param name="masks">All parties' masks, one vector each.</param>
    /// <param name="bits">Receives twice as many elements as a vector has.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Compute(IReadOnlyList<Memory<uint>> masks, Span<uint> bits)
    {
        ArgumentNullException.ThrowIfNull(masks);
        int count = bits.Length / 2;
        for (int i = 0; i < count; i++)
        {
            ulong sum = 0;
            for (int party = 0; party < masks.Count; party++)
            {
                sum += masks[party].Span[i];
            }

            bits[i] = (uint)(sum >> 32);
            bits[count + i] = (uint)(sum >> 31) & 1;
        }
    }

    /// <summary>Masks a share for opening, in place.</summary>
    /// <param name="share">Shares modulo 2^32; receives this party's part of the opening.</param>
    /// <param name="mask">This party's masks.</param>
    /// <param name="addsConstant">Whether this party adds the public offset; exactly one does.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Mask(Span<uint> share, ReadOnlySpan<uint> mask, bool addsConstant)
    {
        uint offset = addsConstant ? Offset : 0;
        for (int i = 0; i < share.Length; i++)
        {
            share[i] = unchecked(share[i] + mask[i] + offset);
        }
    }

    /// <summary>This party's shares modulo 2^64.</summary>
    /// <param name="opened">The opened sums.</param>
    /// <param name="mask">This party's masks.</param>
    /// <param name="bits">This party's share of <see cref="Compute"/>'s values.</param>
    /// <param name="lifted">Receives the shares.</param>
    /// <param name="addsConstant">Whether this party adds the public value; exactly one does.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Finish(ReadOnlySpan<uint> opened, ReadOnlySpan<uint> mask, ReadOnlySpan<uint> bits, Span<ulong> lifted, bool addsConstant)
    {
        int count = opened.Length;
        for (int i = 0; i < count; i++)
        {
            uint wraps = unchecked(bits[i] + ((1 - (opened[i] >> 31)) * bits[count + i]));
            ulong known = addsConstant ? unchecked((ulong)opened[i] - Offset) : 0;
            lifted[i] = unchecked(known - mask[i] + ((ulong)wraps << 32));
        }
    }
}
