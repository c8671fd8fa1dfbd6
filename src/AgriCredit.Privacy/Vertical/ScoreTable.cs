using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Turns an opened, masked logit of an applicant and dealt sines and cosines of the mask into shares of the PD: finer than <see cref="PhaseTable"/>, which serves training.</summary>
/// <remarks>
/// The sigmoid's steps at multiples of 64, up and down in turn, add up to an odd function of period L = 128 with sigmoid(z) - 1/2 = sum over odd k of a_k sin(2 pi k z / L), a_k = (pi / 32) / sinh(pi^2 k / 64), from the Fourier
/// transform pi w / sinh(pi w) of the sigmoid's derivative. Up to k = 101 its error is below 1.2e-7 for |z| up to 48, where the next step begins to matter, so logits must be clipped to that before they are shared. All is modulo
/// 2^64 with 24 bits in table and public coefficients: no lift is needed, and rounding leaves less than 4e-6. Source: PROTOCOL 5.5, steps 2 and 3, and 5.7.
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
    public static int Width => 2 * Sines.Length;

    private static ReadOnlySpan<int> Harmonics =>
    [
        1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63, 65, 67, 69, 71, 73, 75, 77, 79,
        81, 83, 85, 87, 89, 91, 93, 95, 97, 99, 101,
    ];

    /// <summary>a_k for k = 1, 3, .., 101. Constants, for the parties' coefficients must have the same bits whatever the machine's sinh.</summary>
    internal static ReadOnlySpan<double> Sines =>
    [
        0.6341034585131193, 0.2048215492839624, 0.11553087233249468, 0.07542034759573718, 0.05226392605365482, 0.0372538337805565,
        0.026935405488711033, 0.019619938389049216, 0.014347560927925163, 0.010514052863725427, 0.007713501332349705, 0.005662344111189717,
        0.00415798409236846, 0.003053837193142369, 0.002243108062074832, 0.0016476948046944228, 0.001210362219787129, 0.0008891200974718121,
        0.0006531440761201626, 0.0004797991173446589, 0.00035246087542189884, 0.00025891841276727746, 0.0001902020761029133, 0.000139722944764704,
        0.00010264086268721559, 7.540027045318791e-05, 5.538925691791535e-05, 4.0689109725460234e-05, 2.989033921552084e-05, 2.1957530960452153e-05,
        1.6130066800872945e-05, 1.1849194527326113e-05, 8.704453173103139e-06, 6.394316923947145e-06, 4.697284037008626e-06, 3.450638683025287e-06,
        2.5348493360042518e-06, 1.8621077855153328e-06, 1.367909861840197e-06, 1.0048706120615304e-06, 7.381809102808154e-07, 5.422698701359494e-07,
        3.983530432211752e-07, 2.9263131843199216e-07, 2.1496782812269146e-07, 1.5791599947477358e-07, 1.1600555817073305e-07, 8.521802459069334e-08,
        6.260141177418789e-08, 4.5987181408445436e-08, 3.3782318864018155e-08,
    ];

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
            PhaseRotation.Walk(PhaseRotation.Widen(ref source, row), Harmonics, pairs);
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
        Span<Vector512<double>> pairs = stackalloc Vector512<double>[Width];
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            // sin k(d + t) = sin kd cos kt + cos kd sin kt: d is public, t the dealt mask.
            PhaseRotation.Walk(PhaseRotation.Widen(ref source, row), Harmonics, pairs);
            Vector512<ulong> sum = Vector512.Create(constant);
            for (int k = 0; k < Sines.Length; k++)
            {
                Vector512<double> factor = Vector512.Create(Sines[k] * (1 << Bits));
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
