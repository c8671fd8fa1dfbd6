using MathNet.Numerics;

namespace AgriCredit.Learning;

/// <summary>Standard errors and what follows from them, from the sums of a Newton round: the same for a federation and for pooled rows.</summary>
public sealed class FitInference
{
    private readonly double[] _standardErrors;
    private readonly double[] _zValues;
    private readonly double[] _pValues;

    private FitInference(double[] standardErrors, double[] zValues, double[] pValues)
    {
        _standardErrors = standardErrors;
        _zValues = zValues;
        _pValues = pValues;
    }

    /// <summary>Standard errors, intercept first: square roots of the diagonal of (H+lP)^-1 H (H+lP)^-1; without penalty, of H^-1.</summary>
    public ReadOnlySpan<double> StandardErrors => _standardErrors;

    /// <summary>Weight over standard error, intercept first.</summary>
    public ReadOnlySpan<double> ZValues => _zValues;

    /// <summary>Two-sided p-values 2 (1 - Phi(|z|)) in [0, 1], intercept first.</summary>
    public ReadOnlySpan<double> PValues => _pValues;

    /// <summary>Computes the inference at a fit.</summary>
    /// <param name="weights">The fitted weights, intercept first.</param>
    /// <param name="rows">Number of rows in the sums, above 0.</param>
    /// <param name="hessian">Sum of p (1-p) x x' at (or within the tolerance of) the fit: packed upper triangle, row after row.</param>
    /// <param name="l2">The l2 penalty of the mean objective, 0 or more. There are no standard errors under an l1 penalty.</param>
    /// <returns>The inference, or null when the matrix is singular.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or <paramref name="rows"/> or <paramref name="l2"/> is out of range.</exception>
    public static FitInference? FromSums(ReadOnlySpan<double> weights, double rows, ReadOnlySpan<double> hessian, double l2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(l2);
        if (hessian.Length != StatisticsKernel.PackedLength(weights.Length))
        {
            throw new ArgumentException($"The packed matrix has {hessian.Length} entries; {weights.Length} weights need {StatisticsKernel.PackedLength(weights.Length)}.", nameof(hessian));
        }

        var cholesky = new Cholesky(weights.Length);
        if (cholesky.Factor(hessian, rows * l2) >= 0)
        {
            return null;
        }

        double[] errors = new double[weights.Length];
        double[] zValues = new double[weights.Length];
        double[] pValues = new double[weights.Length];
        double[] column = new double[weights.Length];
        for (int index = 0; index < weights.Length; index++)
        {
            Array.Clear(column);
            column[index] = 1;
            cholesky.Solve(column);
            errors[index] = Math.Sqrt(PackedSymmetric.Quadratic(hessian, column));
            zValues[index] = weights[index] / errors[index];
            pValues[index] = TwoSidedPValue(zValues[index]);
        }

        return new FitInference(errors, zValues, pValues);
    }

    /// <summary>2 (1 - Phi(|z|)) = erfc(|z| / sqrt 2), without cancellation for large |z|.</summary>
    /// <param name="z">An estimate over its standard error.</param>
    /// <returns>The p-value, in [0, 1].</returns>
    public static double TwoSidedPValue(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));
}
