using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Learning;

/// <summary>log(1 + e^z) - y z, the loss of one loan, without overflow and without cancellation.</summary>
/// <remarks>The logarithm is our own series of + * / and fused multiply-add, so that a loss has the same bits on every processor.</remarks>
internal static class LogisticLoss
{
    // log(1+e) = 2 artanh(s), s = e/(2+e) in [0, 1/3]; the term s^(2k+1)/(2k+1) falls below 2^-53 of the sum at k = 17.
    private const int LastTerm = 17;

    /// <summary>log(1 + e) for e in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LogOnePlus(Vector512<double> e)
    {
        Vector512<double> s = e / (e + Vector512.Create(2.0));
        Vector512<double> square = s * s;
        Vector512<double> series = Vector512.Create(1.0 / ((2 * LastTerm) + 1));
        for (int term = LastTerm - 1; term >= 1; term--)
        {
            series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(1.0 / ((2 * term) + 1)));
        }

        return (s + s) + ((s + s) * square * series);
    }

    /// <summary>The loss at one logit.</summary>
    /// <param name="logit">z, finite.</param>
    /// <param name="label">y, 0 or 1.</param>
    public static double At(double logit, byte label)
    {
        double e = DeterministicMath.Exp(-Math.Abs(logit));
        double beyondZero = label == 1 ? Math.Max(-logit, 0) : Math.Max(logit, 0);
        return beyondZero + LogOnePlus(Vector512.CreateScalar(e)).ToScalar();
    }
}
