namespace AgriCredit.Privacy;

/// <summary>Shamir's secret sharing over a prime field: a secret is the value at 0 of a uniform polynomial of degree t - 1, a share its value elsewhere.</summary>
/// <remarks>
/// Any t shares give the polynomial, any t - 1 are independent of the secret. What depends on points alone may branch on them, for points are public; what touches values
/// does not. Source: A. Shamir, How to share a secret (1979); J.-P. Berrut, L. N. Trefethen, Barycentric Lagrange interpolation (2004), section 3, for the split in weights
/// that do not depend on where the polynomial is asked for.
/// </remarks>
internal static class Shamir
{
    /// <summary>The value at <paramref name="point"/> of the polynomial with these coefficients, the constant one first.</summary>
    public static ulong Evaluate<TField>(ReadOnlySpan<ulong> coefficients, ulong point)
        where TField : IPrimeField
    {
        ulong value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            value = TField.Add(TField.Multiply(value, point), coefficients[i]);
        }

        return value;
    }

    /// <summary>1 / prod_{j != i} (x_i - x_j) for every one of the distinct points.</summary>
    public static ulong[] BarycentricWeights<TField>(ReadOnlySpan<ulong> points)
        where TField : IPrimeField
    {
        ulong[] weights = new ulong[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            ulong product = 1;
            for (int j = 0; j < points.Length; j++)
            {
                product = i == j ? product : TField.Multiply(product, TField.Subtract(points[i], points[j]));
            }

            weights[i] = Inverse<TField>(product);
        }

        return weights;
    }

    /// <summary>The coefficients c_i with f(target) = sum c_i f(x_i) for every polynomial f of degree below the number of points.</summary>
    /// <param name="points">x_i, distinct.</param>
    /// <param name="weights">Their <see cref="BarycentricWeights"/>.</param>
    /// <param name="target">Where the polynomial is asked for.</param>
    /// <param name="coefficients">Receives c_i.</param>
    public static void LagrangeCoefficients<TField>(ReadOnlySpan<ulong> points, ReadOnlySpan<ulong> weights, ulong target, Span<ulong> coefficients)
        where TField : IPrimeField
    {
        // prod_{j != i} (target - x_j): the product of those before i, then that of those after.
        ulong product = 1;
        for (int i = 0; i < points.Length; i++)
        {
            coefficients[i] = TField.Multiply(product, weights[i]);
            product = TField.Multiply(product, TField.Subtract(target, points[i]));
        }

        product = 1;
        for (int i = points.Length - 1; i >= 0; i--)
        {
            coefficients[i] = TField.Multiply(coefficients[i], product);
            product = TField.Multiply(product, TField.Subtract(target, points[i]));
        }
    }

    /// <summary>sum c_i v_i, reduced once at the end.</summary>
    public static ulong Combine<TField>(ReadOnlySpan<ulong> coefficients, ReadOnlySpan<ulong> values)
        where TField : IPrimeField
    {
        ulong sum = 0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            sum = TField.AddProduct(sum, coefficients[i], values[i]);
        }

        return TField.Reduce(sum);
    }

    // Fermat: a^(p - 2).
    private static ulong Inverse<TField>(ulong value)
        where TField : IPrimeField
    {
        ulong power = value;
        ulong inverse = 1;
        for (ulong exponent = TField.Prime - 2; exponent != 0; exponent >>= 1)
        {
            inverse = (exponent & 1) == 0 ? inverse : TField.Multiply(inverse, power);
            power = TField.Multiply(power, power);
        }

        return inverse;
    }
}
