using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy;

/// <summary>Sums over all rows a function of the logit that is almost zero where the sigmoid's series holds, and at least 0.22 anywhere in 55 &lt; |z| &lt; 1970.</summary>
/// <remarks>
/// q(z) = T_15(2.84 sin^2(pi z / L) - 1) / T_15(1.84) + sum over j = 1..4 of sin^8(pi z / (2^j L)), each a sum of cosines. Of all polynomials of its degree in cos(2 pi z / L) the Chebyshev polynomial T_15 is the smallest for |z| up to 40
/// for what it is at 64: 2.3e-8 where it does not grow yet, so a million rows there do not add up to anything. One opened number tells whether any row's phase left the range in which the series is the sigmoid; period L alone
/// would be blind beyond 74. Tables have 18 fractional bits, public coefficients 24, modulo 2^64. Source: PROTOCOL 5.5 step 9, with sin^60 in place of T_15, of twice as many cosines; C. L. Dolph, Proc. IRE 34 (1946) 335.
/// </remarks>
public static class RangeMonitor
{
    /// <summary>Fractional bits of the sum.</summary>
    public const int FractionalBits = TableBits + CoefficientBits;

    /// <summary>A sum above it stops the run. A row at |z| = 54 contributes 0.2.</summary>
    public const double Limit = 0.2;

    private const int TableBits = 18;
    private const int CoefficientBits = 24;
    private const int Degree = 15;

    /// <summary>1 / sin^2(pi z / L) where T_15 begins to grow.</summary>
    private const double Growth = 1.42;
    private const int LowPower = 8;
    private const int LongPeriods = 4;

    /// <summary>Coefficients of T_15 as a sum of cosines, that of the constant first.</summary>
    private static readonly double[] Chebyshev = ExpandChebyshev();

    /// <summary>In units of 2 pi / (16 L), the frequencies that occur, with the coefficient of each cosine.</summary>
    private static readonly (int Frequency, double Coefficient)[] Terms = Expand();

    /// <summary>The part of q that is the same for every row.</summary>
    private static readonly double Constant = Chebyshev[0] + (LongPeriods * Binomial(LowPower, LowPower / 2) / Math.Pow(2, LowPower));

    /// <summary>Dealt elements of a row.</summary>
    public static int Width => 2 * Terms.Length;

    /// <summary>Computes the values to be shared.</summary>
    /// <param name="phases">The masks t of a block of rows; a multiple of 8 rows.</param>
    /// <param name="table">Receives <see cref="Width"/> elements per row: for each frequency the cosines of all rows, then the sines.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<uint> phases, Span<ulong> table)
    {
        int rows = phases.Length;
        ref uint source = ref MemoryMarshal.GetReference(phases);
        ref ulong target = ref MemoryMarshal.GetReference(table[..(rows * Width)]);
        Vector512<double> scale = Vector512.Create((double)(1 << TableBits));
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            Vector512<ulong> phase = PhaseRotation.Widen(ref source, row);
            for (int term = 0; term < Terms.Length; term++)
            {
                (Vector512<double> cosine, Vector512<double> sine) = PhaseRotation.Evaluate(PhaseRotation.Signed(phase * (ulong)Terms[term].Frequency));
                PhaseRotation.Round(cosine * scale).StoreUnsafe(ref target, (nuint)((2 * term * rows) + row));
                PhaseRotation.Round(sine * scale).StoreUnsafe(ref target, (nuint)((((2 * term) + 1) * rows) + row));
            }
        }
    }

    /// <summary>A party's share of the sum of q over the first rows of a block.</summary>
    /// <param name="opened">z - t of a block of rows.</param>
    /// <param name="share">The party's share of <see cref="Compute"/>'s table.</param>
    /// <param name="count">How many rows count; those after them are padding.</param>
    /// <param name="addsConstant">Whether this party adds the term that needs no share; exactly one does.</param>
    /// <returns>A share modulo 2^64 with <see cref="FractionalBits"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static ulong Sum(ReadOnlySpan<uint> opened, ReadOnlySpan<ulong> share, int count, bool addsConstant)
    {
        int rows = opened.Length;
        ref uint source = ref MemoryMarshal.GetReference(opened);
        ref ulong table = ref MemoryMarshal.GetReference(share[..(rows * Width)]);
        Vector512<ulong> sum = default;
        Vector512<ulong> lane = Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        for (int row = 0; row < rows; row += PhaseRotation.Lanes)
        {
            Vector512<ulong> phase = PhaseRotation.Widen(ref source, row);
            Vector512<ulong> value = default;
            for (int term = 0; term < Terms.Length; term++)
            {
                (int frequency, double coefficient) = Terms[term];
                (Vector512<double> cosine, Vector512<double> sine) = PhaseRotation.Evaluate(PhaseRotation.Signed(phase * (ulong)frequency));
                Vector512<double> factor = Vector512.Create(coefficient * (1 << CoefficientBits));
                value += (PhaseRotation.Round(cosine * factor) * Vector512.LoadUnsafe(ref table, (nuint)((2 * term * rows) + row)))
                    - (PhaseRotation.Round(sine * factor) * Vector512.LoadUnsafe(ref table, (nuint)((((2 * term) + 1) * rows) + row)));
            }

            // Padding is left out by its public place.
            sum += value & Vector512.LessThan(lane + Vector512.Create((ulong)row), Vector512.Create((ulong)count));
        }

        ulong constant = addsConstant ? unchecked((ulong)count * (ulong)Math.Round(Constant * Math.Pow(2, FractionalBits))) : 0;
        return unchecked(Vector512.Sum(sum) + constant);
    }

    private static (int Frequency, double Coefficient)[] Expand()
    {
        // cos(2 pi k z / L) counts 16 k units of 2 pi / (16 L).
        var terms = new SortedDictionary<int, double>(Chebyshev.Index().Skip(1).ToDictionary(term => term.Index << LongPeriods, term => term.Item));

        // sin^(2q)(x) = 2^(-2q) [ C(2q, q) + 2 sum_k (-1)^k C(2q, q - k) cos(2 k x) ]; with x = pi z / (2^j L), 2 k x counts k 2^(4-j) of them.
        for (int period = 1; period <= LongPeriods; period++)
        {
            for (int k = 1; k <= LowPower / 2; k++)
            {
                double coefficient = (k % 2 == 0 ? 2 : -2) * Binomial(LowPower, (LowPower / 2) - k) / Math.Pow(2, LowPower);
                int frequency = k << (LongPeriods - period);
                terms[frequency] = terms.GetValueOrDefault(frequency) + coefficient;
            }
        }

        return [.. terms.Select(term => (term.Key, term.Value))];
    }

    /// <summary>T_15(2 g sin^2(x / 2) - 1) / T_15(2 g - 1) as a sum of cos(k x), by T_(n+1)(y) = 2 y T_n(y) - T_(n-1)(y) with y = g - 1 - g cos x: additions and multiplications alone, so that all machines have the same bits.</summary>
    private static double[] ExpandChebyshev()
    {
        double[] before = new double[Degree + 1];
        double[] series = new double[Degree + 1];
        (before[0], series[0], series[1]) = (1, Growth - 1, -Growth);
        for (int n = 1; n < Degree; n++)
        {
            double[] next = new double[Degree + 1];
            for (int k = 0; k <= n; k++)
            {
                next[k] += 2 * (Growth - 1) * series[k];
                next[k + 1] -= (k == 0 ? 2 : 1) * Growth * series[k];
                next[Math.Max(k - 1, 0)] -= k == 0 ? 0 : Growth * series[k];
            }

            for (int k = 0; k < n; k++)
            {
                next[k] -= before[k];
            }

            (before, series) = (series, next);
        }

        double peak = 0;
        for (int k = 0; k <= Degree; k++)
        {
            peak += k % 2 == 0 ? series[k] : -series[k];
        }

        return [.. series.Select(coefficient => coefficient / peak)];
    }

    private static double Binomial(int n, int k)
    {
        double value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }

        return value;
    }
}
