using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Turns an opened, masked logit of an applicant and dealt sines and cosines of the mask into shares of the PD: finer than <see cref="PhaseTable"/>, which serves training.</summary>
/// <remarks>
/// Its series (<see cref="SigmoidSeries.Finest"/>) is the sigmoid for |z| up to 48, so logits must be clipped to that before they are shared. All is modulo 2^64 with 24 bits in table and public coefficients: no lift is needed,
/// and rounding leaves less than 4e-6. Source: PROTOCOL 5.5, steps 2 and 3, and 5.7.
/// </remarks>
public static class ScoreTable
{
    /// <summary>Fractional bits of a phase: it counts z in units of 2^-25, modulo 2^7.</summary>
    public const int PhaseBits = 25;

    /// <summary>Fractional bits of the shares of the PD.</summary>
    public const int FractionalBits = 2 * Bits;

    /// <summary>Largest |z| for which the series is the sigmoid.</summary>
    public const int Limit = 48;

    /// <summary>Applicants are taken in blocks of so many.</summary>
    public const int BlockRows = PhaseRotation.Lanes;

    /// <summary>The largest error of a PD, series and rounding together.</summary>
    public const double Error = 5e-6;

    private const int Bits = 24;

    /// <summary>Dealt elements of an applicant.</summary>
    public static int Width => Series.Width;

    private static SigmoidSeries Series => SigmoidSeries.Finest;

    /// <summary>A part of a logit as a phase.</summary>
    /// <param name="logit">Within <see cref="Limit"/>.</param>
    public static uint Encode(double logit) => unchecked((uint)(long)Math.Round(Math.ScaleB(logit, PhaseBits)));

    /// <summary>Computes the values to be shared.</summary>
    /// <param name="phases">The masks t; a multiple of <see cref="BlockRows"/>.</param>
    /// <param name="table">Receives <see cref="Width"/> elements per applicant: for each harmonic the cosines of all applicants, then the sines.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<uint> phases, Span<ulong> table)
    {
        Check(phases.Length, table.Length);
        int rows = phases.Length;
        ref uint source = ref MemoryMarshal.GetReference(phases);
        ref ulong target = ref MemoryMarshal.GetReference(table);
        Vector512<double> scale = Vector512.Create((double)(1 << Bits));
        Span<Vector512<double>> pairs = stackalloc Vector512<double>[Width];
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            PhaseRotation.Walk(PhaseRotation.Widen(ref source, row), pairs);
            for (int i = 0; i < pairs.Length; i++)
            {
                PhaseRotation.Round(pairs[i] * scale).StoreUnsafe(ref target, (nuint)((i * rows) + row));
            }
        }
    }

    /// <summary>A party's shares of the PDs.</summary>
    /// <param name="opened">z - t of every applicant.</param>
    /// <param name="share">The party's share of <see cref="Compute"/>'s table.</param>
    /// <param name="probabilities">Receives shares modulo 2^64 with <see cref="FractionalBits"/>.</param>
    /// <param name="addsConstant">Whether this party adds the term that needs no share; exactly one does.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<uint> opened, ReadOnlySpan<ulong> share, Span<ulong> probabilities, bool addsConstant)
    {
        Check(opened.Length, share.Length);
        if (probabilities.Length != opened.Length)
        {
            throw new ArgumentException($"Expected {opened.Length} elements, one per applicant.", nameof(probabilities));
        }

        int rows = opened.Length;
        ref uint source = ref MemoryMarshal.GetReference(opened);
        ref ulong table = ref MemoryMarshal.GetReference(share);
        ref ulong target = ref MemoryMarshal.GetReference(probabilities);
        ulong constant = addsConstant ? 1UL << (FractionalBits - 1) : 0;
        ReadOnlySpan<double> sines = Series.Sines;
        Span<Vector512<double>> pairs = stackalloc Vector512<double>[Width];
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            // sin k(d + t) = sin kd cos kt + cos kd sin kt: d is public, t the dealt mask.
            PhaseRotation.Walk(PhaseRotation.Widen(ref source, row), pairs);
            Vector512<ulong> sum = Vector512.Create(constant);
            for (int k = 0; k < sines.Length; k++)
            {
                Vector512<double> factor = Vector512.Create(sines[k] * (1 << Bits));
                sum += (PhaseRotation.Round(pairs[(2 * k) + 1] * factor) * Vector512.LoadUnsafe(ref table, (nuint)((2 * k * rows) + row)))
                    + (PhaseRotation.Round(pairs[2 * k] * factor) * Vector512.LoadUnsafe(ref table, (nuint)((((2 * k) + 1) * rows) + row)));
            }

            sum.StoreUnsafe(ref target, (nuint)row);
        }
    }

    private static void Check(int rows, int length)
    {
        if (rows % PhaseRotation.Lanes != 0 || length != rows * Width)
        {
            throw new ArgumentException($"Expected a multiple of {PhaseRotation.Lanes} applicants and {Width} elements of table for each; got {rows} applicants and {length} elements.", nameof(rows));
        }
    }
}
