namespace AgriCredit;

/// <summary>ln(raw value + offset), then another transform of the result.</summary>
/// <remarks>The logarithm is <see cref="DeterministicMath.Log"/>, so a score has the same bits on every system. A raw value whose sum with the offset is not positive is refused, never replaced.</remarks>
public sealed class LogTransform : FeatureTransform
{
    /// <summary>The smallest number whose logarithm is taken: the least normal double.</summary>
    internal const double SmallestArgument = 2.2250738585072014e-308;

    /// <summary>Makes a transform.</summary>
    /// <param name="offset">Added before the logarithm, finite, in the feature's unit: 1 for counts that may be 0.</param>
    /// <param name="then">What is made of the logarithm: an <see cref="IdentityTransform"/> (also if null) or a <see cref="StandardiseTransform"/>.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public LogTransform(double offset = 0, FeatureTransform? then = null)
    {
        Offset = Require.Finite(offset, nameof(offset));
        Then = then ?? IdentityTransform.Instance;
        if (Then is not (IdentityTransform or StandardiseTransform))
        {
            throw new ArgumentException($"After a logarithm comes an {nameof(IdentityTransform)} or a {nameof(StandardiseTransform)}; got {Then.GetType().Name}.", nameof(then));
        }
    }

    /// <summary>Added before the logarithm.</summary>
    public double Offset { get; }

    /// <summary>What is made of the logarithm.</summary>
    public FeatureTransform Then { get; }
}
