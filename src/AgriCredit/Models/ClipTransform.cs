namespace AgriCredit;

/// <summary>The raw value, or the nearer bound where it lies outside them; then another transform of the result.</summary>
public sealed class ClipTransform : FeatureTransform
{
    /// <summary>Makes a transform.</summary>
    /// <param name="low">The lower bound, finite, in the feature's unit.</param>
    /// <param name="high">The upper bound, finite and not below <paramref name="low"/>.</param>
    /// <param name="then">What is made of the clipped value: an <see cref="IdentityTransform"/> (also if null), a <see cref="StandardiseTransform"/> or a <see cref="LogTransform"/>.</param>
    /// <exception cref="ArgumentException">An argument is not so, or the logarithm of the lower bound does not exist.</exception>
    public ClipTransform(double low, double high, FeatureTransform? then = null)
    {
        Low = Require.Finite(low, nameof(low));
        High = Require.Finite(high, nameof(high));
        Then = then ?? IdentityTransform.Instance;
        if (high < low)
        {
            throw new ArgumentOutOfRangeException(nameof(high), $"The bound {nameof(high)} is not below {nameof(low)}.");
        }

        if (Then is not (IdentityTransform or StandardiseTransform or LogTransform))
        {
            throw new ArgumentException($"After clipping comes an {nameof(IdentityTransform)}, a {nameof(StandardiseTransform)} or a {nameof(LogTransform)}; got {Then.GetType().Name}.", nameof(then));
        }

        if (Then is LogTransform log && !(double.IsNormal(Low + log.Offset) && Low + log.Offset > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(low), $"The bound {nameof(low)} plus the logarithm's {nameof(LogTransform.Offset)} is positive.");
        }
    }

    /// <summary>The lower bound.</summary>
    public double Low { get; }

    /// <summary>The upper bound.</summary>
    public double High { get; }

    /// <summary>What is made of the clipped value.</summary>
    public FeatureTransform Then { get; }
}
