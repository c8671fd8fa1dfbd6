using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Turns an opened, masked logit of an applicant and a dealt table of the mask into shares of its band: of between which agreed edges the logit lies, and of nothing else.</summary>
/// <remarks>
/// Logits lie on a grid of 2^-9, modulo 2^7. Shared is the vector of 2^16 elements of Z_2^8 that is 1 at the mask t and 0 elsewhere; with d = z - t open, any public function f of the grid is the sum over j of
/// f(d + j) times element j, which is local. So the comparison is exact on the grid, for any number of parties, at 64 KiB an applicant. The sum of all elements, 1 unless somebody lied, is opened with the band.
/// Source: one-time truth tables, Ishai et al. 2013, "On the power of correlated randomness in secure computation", section 3.1.
/// </remarks>
public static class BandTable
{
    /// <summary>Fractional bits of a logit on the grid.</summary>
    public const int GridBits = 9;

    /// <summary>Points of the grid, and dealt bytes of an applicant.</summary>
    public const int Width = 1 << 16;

    /// <summary>A part of a logit on the grid.</summary>
    /// <param name="logit">Within <see cref="ScoreTable.Limit"/>.</param>
    public static int Encode(double logit) => (int)Math.Round(Math.ScaleB(logit, GridBits));

    /// <summary>Computes the values to be shared.</summary>
    /// <param name="mask">t, modulo 2^16.</param>
    /// <param name="table">Receives <see cref="Width"/> bytes.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static void Compute(uint mask, Span<byte> table)
    {
        Check(table.Length);
        table.Clear();
        table[(int)(mask % Width)] = 1;
    }

    /// <summary>A party's shares, modulo 2^8, of the band and of 1.</summary>
    /// <param name="opened">z - t; the bits above 16 do not count.</param>
    /// <param name="share">The party's share of <see cref="Compute"/>'s table.</param>
    /// <param name="edges">Points of the grid, increasing: the band is the number of those that the logit is not below.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static (byte Band, byte One) Apply(uint opened, ReadOnlySpan<byte> share, ReadOnlySpan<int> edges)
    {
        Check(share.Length);
        uint band = 0;
        uint one = 0;
        int first = -Width / 2;
        for (uint index = 0; index <= edges.Length; index++)
        {
            int end = index < edges.Length ? edges[(int)index] : Width / 2;
            uint sum = Sum(share, unchecked((uint)first - opened) % Width, end - first);
            band = unchecked(band + (index * sum));
            one = unchecked(one + sum);
            first = end;
        }

        return unchecked(((byte)band, (byte)one));
    }

    private static uint Sum(ReadOnlySpan<byte> share, uint start, int count)
    {
        int straight = Math.Min(count, Width - (int)start);
        return (uint)Sum(share.Slice((int)start, straight)) + Sum(share[..(count - straight)]);
    }

    // Modulo 2^8, as all that is made of it: so lanes of bytes may run over.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        Vector512<byte> lanes = default;
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        int i = 0;
        for (; i <= bytes.Length - Vector512<byte>.Count; i += Vector512<byte>.Count)
        {
            lanes += Vector512.LoadUnsafe(ref first, (nuint)i);
        }

        byte sum = Vector512.Sum(lanes);
        for (; i < bytes.Length; i++)
        {
            sum = unchecked((byte)(sum + bytes[i]));
        }

        return sum;
    }

    private static void Check(int length)
    {
        if (length != Width)
        {
            throw new ArgumentException($"Expected {Width} bytes of table, got {length}.", nameof(length));
        }
    }
}
