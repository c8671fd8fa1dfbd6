namespace AgriCredit;

/// <summary>One column of the model: which raw value of the applicant it reads, and what it makes of it.</summary>
public sealed class ModelFeature
{
    /// <summary>Describes a feature.</summary>
    /// <param name="name">Unique in the model; 1 to 256 characters, no control characters.</param>
    /// <param name="transform">What is made of the raw value.</param>
    /// <param name="source">The raw value's name; <paramref name="name"/> if null. A missing indicator names the feature whose absence it indicates.</param>
    /// <param name="missing">What happens to a missing raw value; the same for every feature of a source.</param>
    /// <param name="valueWhenMissing">The raw value scored in place of a missing one, finite: the mean of training. Needed by <see cref="MissingPolicy.Mean"/> and
    /// <see cref="MissingPolicy.Indicator"/>; null for <see cref="MissingPolicy.Reject"/> and for a missing indicator.</param>
    /// <param name="unit">The raw value's unit, for people; null if it has none.</param>
    /// <param name="range">The raw values to expect; null if unknown.</param>
    /// <exception cref="ArgumentException">A name is empty, too long or unprintable, or <paramref name="valueWhenMissing"/> does not fit the policy.</exception>
    public ModelFeature(
        string name,
        FeatureTransform transform,
        string? source = null,
        MissingPolicy missing = MissingPolicy.Reject,
        double? valueWhenMissing = null,
        string? unit = null,
        FeatureRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(transform);
        Name = Require.Text(name, nameof(name));
        Source = Require.Text(source ?? name, nameof(source));
        Transform = transform;
        Missing = Enum.IsDefined(missing) ? missing : throw new ArgumentOutOfRangeException(nameof(missing), $"No such {nameof(MissingPolicy)}.");
        ValueWhenMissing = valueWhenMissing is { } value ? Require.Finite(value, nameof(valueWhenMissing)) : null;
        Unit = unit is null ? null : Require.Text(unit, nameof(unit));
        Range = range;
        if (IsIndicator && missing != MissingPolicy.Indicator)
        {
            throw new ArgumentException($"Feature '{name}' indicates missing values, so its policy must be {MissingPolicy.Indicator}; it is {missing}.", nameof(missing));
        }

        bool needsValue = !IsIndicator && missing != MissingPolicy.Reject;
        if (needsValue != valueWhenMissing.HasValue)
        {
            throw new ArgumentException(
                needsValue ? $"Feature '{name}' has policy {missing} and needs a {nameof(valueWhenMissing)}." : $"Feature '{name}' never uses a {nameof(valueWhenMissing)}; leave it out.",
                nameof(valueWhenMissing));
        }
    }

    /// <summary>The feature's name, unique in the model.</summary>
    public string Name { get; }

    /// <summary>The name of the raw value it reads.</summary>
    public string Source { get; }

    /// <summary>What is made of the raw value.</summary>
    public FeatureTransform Transform { get; }

    /// <summary>What happens to a missing raw value.</summary>
    public MissingPolicy Missing { get; }

    /// <summary>The raw value scored in place of a missing one, or null.</summary>
    public double? ValueWhenMissing { get; }

    /// <summary>The raw value's unit, or null.</summary>
    public string? Unit { get; }

    /// <summary>The raw values to expect, or null.</summary>
    public FeatureRange? Range { get; }

    internal bool IsIndicator => Transform is MissingIndicatorTransform;
}
