using System.Numerics;

namespace AgriCredit.Privacy;

/// <summary>One named stretch of a vector to be summed, with its fixed-point scale and the public bound of a party's values.</summary>
/// <remarks>
/// A value x is encoded as round-half-even(x * 2^<see cref="FractionalBits"/>). With n parties the sum of a coordinate is at most
/// n * <see cref="Bound"/> * 2^f + n/2 in ring units; that must stay below <see cref="SumLimit"/>. Source: PROTOCOL 2.3.
/// The default value is no part: it has no name and no coordinate, and <see cref="VectorLayout"/> refuses it.
/// </remarks>
public readonly record struct VectorPart
{
    /// <summary>Every coordinate of a sum stays below this, 2^60: no wrap in the ring, none in the tag's field, and the range check that the tag's soundness needs.</summary>
    public const long SumLimit = 1L << 60;

    /// <summary>The largest scale: 2^-52 is the spacing of the doubles from 1 to 2, so a finer one gains nothing for values of that size or above.</summary>
    public const int MaxFractionalBits = 52;

    /// <summary>Makes a part.</summary>
    /// <param name="name">What the coordinates are, for messages.</param>
    /// <param name="length">How many coordinates, at least 1.</param>
    /// <param name="fractionalBits">f, 0 to <see cref="MaxFractionalBits"/>.</param>
    /// <param name="bound">C: the largest absolute value a party may contribute to a coordinate; positive and finite.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or a number is outside its range.</exception>
    public VectorPart(string name, int length, int fractionalBits, double bound)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(fractionalBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fractionalBits, MaxFractionalBits);
        if (!double.IsFinite(bound) || bound <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, $"The bound of part '{name}' must be positive and finite.");
        }

        Name = name;
        Length = length;
        FractionalBits = fractionalBits;
        Bound = bound;
    }

    /// <summary>What the coordinates are.</summary>
    public string Name { get; }

    /// <summary>How many coordinates.</summary>
    public int Length { get; }

    /// <summary>f: the scale is 2^f.</summary>
    public int FractionalBits { get; }

    /// <summary>C: the largest absolute value of a party's coordinate.</summary>
    public double Bound { get; }

    /// <summary>The largest absolute value, in ring units, that a coordinate of the sum over <paramref name="parties"/> parties can have.</summary>
    /// <param name="parties">n, at least 1.</param>
    /// <returns>n * ceil(C * 2^f) + ceil(n/2), never below the n * C * 2^f + n/2 of PROTOCOL 2.3; it may exceed <see cref="SumLimit"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parties"/> is below 1.</exception>
    public BigInteger LargestSum(int parties) => LargestSum(parties, Bound, FractionalBits);

    /// <summary>The largest scale, at most <paramref name="limit"/>, at which the sum of <paramref name="parties"/> values within <paramref name="bound"/> stays below <see cref="SumLimit"/>.</summary>
    /// <param name="parties">n, at least 1.</param>
    /// <param name="bound">C, positive; no scale fits an infinite one or NaN, which a plan gets from weights that diverged.</param>
    /// <param name="limit">The largest scale wanted, at least 0; <see cref="MaxFractionalBits"/> caps it.</param>
    /// <returns>f, or null when not even f = 0 fits (<c>PlanOverflow</c>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static int? LargestFractionalBits(int parties, double bound, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (bound <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "The bound must be positive.");
        }

        for (int bits = Math.Min(limit, MaxFractionalBits); bits >= 0; bits--)
        {
            if (LargestSum(parties, bound, bits) < SumLimit)
            {
                return bits;
            }
        }

        return null;
    }

    private static BigInteger LargestSum(int parties, double bound, int fractionalBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parties, 1);

        // Scaling by a power of two is exact; the encoder rounds a value at the bound by at most 1/2 a unit.
        double scaled = Math.ScaleB(bound, fractionalBits);
        return double.IsFinite(scaled)
            ? ((BigInteger)Math.Ceiling(scaled) * parties) + (((long)parties + 1) / 2)
            : (BigInteger)double.MaxValue;
    }
}
