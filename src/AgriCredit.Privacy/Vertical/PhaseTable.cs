using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Turns an opened, masked phase and dealt sines and cosines of the mask into shares of the PD and of p(1-p).</summary>
/// <remarks>
/// sin k(d + t) = sin kd cos kt + cos kd sin kt: d is public, t the dealt mask, so with shares of cos kt and sin kt the rest is local. Public coefficients have 16 fractional bits (curvature: 13), the table 12;
/// all is modulo 2^32. Rounding leaves an error of 6e-5 a row, half of that with a finer bit in table and coefficients. Source: PROTOCOL 5.5, steps 2 and 3.
/// </remarks>
public static class PhaseTable
{
    /// <summary>Fractional bits of a phase: it counts z in units of 2^-21, modulo 2^11.</summary>
    public const int PhaseBits = 21;

    /// <summary>Fractional bits of the shares of the PD less 1/2, and two more for every finer bit.</summary>
    public const int ProbabilityBits = TableBits + CoefficientBits;

    /// <summary>How much finer table and coefficients can be: shares of the PD then have 30 bits of the 31 that a lift takes.</summary>
    public const int MostFinerBits = 1;

    /// <summary>Fractional bits of the shares of p(1-p), and one more for a finer bit.</summary>
    public const int CurvatureBits = TableBits + CurvatureCoefficientBits;

    /// <summary>Largest |z| for which the series is the sigmoid.</summary>
    public const int Limit = SigmoidSeries.Limit;

    private const int TableBits = 12;
    private const int CoefficientBits = 16;
    private const int CurvatureCoefficientBits = 13;

    /// <summary>A full turn of the first harmonic is so many bits of phase: 2^28 = 128 * 2^21; what is left of 32 bits is the shift.</summary>
    private const int TurnShift = 4;

    /// <summary>Computes the values to be shared.</summary>
    /// <param name="series">The series.</param>
    /// <param name="phases">The masks t of a block of rows; a multiple of 8 rows.</param>
    /// <param name="table">Receives its <see cref="SigmoidSeries.Width"/> elements per row: for each harmonic the cosines of all rows, then the sines.</param>
    /// <param name="finerBits">0 to <see cref="MostFinerBits"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Compute(SigmoidSeries series, ReadOnlySpan<uint> phases, Span<uint> table, int finerBits = 0)
    {
        ArgumentNullException.ThrowIfNull(series);
        CheckTable(series, phases.Length, table.Length);
        int rows = phases.Length;
        ref uint source = ref MemoryMarshal.GetReference(phases);
        ref uint target = ref MemoryMarshal.GetReference(table);
        Vector512<double> scale = Vector512.Create((double)(1 << (TableBits + finerBits)));
        Span<Vector512<double>> pairs = stackalloc Vector512<double>[series.Width];
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            PhaseRotation.Walk(PhaseRotation.Widen(ref source, row) << TurnShift, pairs);
            for (int i = 0; i < pairs.Length; i++)
            {
                PhaseRotation.Narrow(PhaseRotation.Round(pairs[i] * scale), ref target, (i * rows) + row);
            }
        }
    }

    /// <summary>A party's shares of sigmoid(z) - 1/2 and of p(1-p).</summary>
    /// <param name="series">The series of the table.</param>
    /// <param name="opened">z - t of a block of rows.</param>
    /// <param name="share">The party's share of <see cref="Compute"/>'s table.</param>
    /// <param name="probabilities">Receives shares modulo 2^32 with <see cref="ProbabilityBits"/>.</param>
    /// <param name="curvatures">Receives shares modulo 2^32 with <see cref="CurvatureBits"/>; without the constant term unless <paramref name="addsConstant"/>. Empty when not needed.</param>
    /// <param name="addsConstant">Whether this party adds the term that needs no share; exactly one does.</param>
    /// <param name="curvatureScale">What p(1-p) is multiplied by, in (0, 1]; the same at all parties.</param>
    /// <param name="finerBits">As in <see cref="Compute"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Apply(
        SigmoidSeries series, ReadOnlySpan<uint> opened, ReadOnlySpan<uint> share, Span<uint> probabilities, Span<uint> curvatures, bool addsConstant, double curvatureScale = 1, int finerBits = 0)
    {
        ArgumentNullException.ThrowIfNull(series);
        CheckTable(series, opened.Length, share.Length);
        if (probabilities.Length != opened.Length || (!curvatures.IsEmpty && curvatures.Length != opened.Length))
        {
            throw new ArgumentException($"Expected {opened.Length} elements, one per row.", nameof(probabilities));
        }

        int rows = opened.Length;
        ref uint source = ref MemoryMarshal.GetReference(opened);
        ref uint table = ref MemoryMarshal.GetReference(share);
        ref uint probability = ref MemoryMarshal.GetReference(probabilities);
        ref uint curvature = ref MemoryMarshal.GetReference(curvatures);
        bool wantsCurvature = !curvatures.IsEmpty;
        ReadOnlySpan<double> sines = series.Sines;
        ReadOnlySpan<double> cosines = series.Cosines;
        double scale = (1 << CurvatureCoefficientBits) * curvatureScale;
        double probabilityScale = 1 << (CoefficientBits + finerBits);
        long constant = addsConstant ? (long)Math.Round(series.CurvatureMean * scale * (1 << (TableBits + finerBits))) : 0;
        Span<Vector512<double>> pairs = stackalloc Vector512<double>[series.Width];
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            PhaseRotation.Walk(PhaseRotation.Widen(ref source, row) << TurnShift, pairs);
            Vector512<ulong> sigmoid = default;
            Vector512<ulong> slope = Vector512.Create((ulong)constant);
            for (int k = 0; k < sines.Length; k++)
            {
                Vector512<double> openedCosine = pairs[2 * k];
                Vector512<double> openedSine = pairs[(2 * k) + 1];
                Vector512<ulong> cosine = PhaseRotation.Widen(ref table, (2 * k * rows) + row);
                Vector512<ulong> sine = PhaseRotation.Widen(ref table, (((2 * k) + 1) * rows) + row);
                Vector512<double> factor = Vector512.Create(sines[k] * probabilityScale);
                sigmoid += PhaseRotation.MultiplyLow(PhaseRotation.Round(openedSine * factor), cosine) + PhaseRotation.MultiplyLow(PhaseRotation.Round(openedCosine * factor), sine);
                if (wantsCurvature)
                {
                    factor = Vector512.Create(cosines[k] * scale);
                    slope += PhaseRotation.MultiplyLow(PhaseRotation.Round(openedCosine * factor), cosine) - PhaseRotation.MultiplyLow(PhaseRotation.Round(openedSine * factor), sine);
                }
            }

            PhaseRotation.Narrow(sigmoid, ref probability, row);
            if (wantsCurvature)
            {
                PhaseRotation.Narrow(slope, ref curvature, row);
            }
        }
    }

    private static void CheckTable(SigmoidSeries series, int rows, int length)
    {
        if (rows % PhaseRotation.Lanes != 0 || length != rows * series.Width)
        {
            throw new ArgumentException($"Expected a multiple of {PhaseRotation.Lanes} rows and {series.Width} elements of table a row; got {rows} rows and {length} elements.", nameof(rows));
        }
    }
}
