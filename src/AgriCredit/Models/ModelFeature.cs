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
    /// <param name="outOfRange">What happens to a value outside <paramref name="range"/>, special codes apart.</param>
    /// <param name="direction">How PD must move as the raw value grows; <see cref="CreditModel"/> refuses coefficients and bins that go the other way.</param>
    /// <param name="group">The characteristic that reasons name once however many features describe it; <paramref name="source"/> if null.</param>
    /// <param name="reason">What is said where this feature costs points; a text made of its name if null. A bin's own reason comes before it.</param>
    /// <exception cref="ArgumentException">A name is empty, too long or unprintable; <paramref name="valueWhenMissing"/> does not fit the policy; a policy does not fit the transform;
    /// a missing indicator has an argument that belongs to the feature whose absence it indicates.</exception>
    public ModelFeature(
        string name,
        FeatureTransform transform,
        string? source = null,
        MissingPolicy missing = MissingPolicy.Reject,
        double? valueWhenMissing = null,
        string? unit = null,
        FeatureRange? range = null,
        OutOfRangePolicy outOfRange = OutOfRangePolicy.Accept,
        MonotoneDirection direction = MonotoneDirection.None,
        string? group = null,
        ReasonText? reason = null)
    {
        ArgumentNullException.ThrowIfNull(transform);
        Name = Require.Text(name, nameof(name));
        Source = Require.Text(source ?? name, nameof(source));
        Transform = transform;
        Missing = Require.Defined(missing, nameof(missing));
        ValueWhenMissing = valueWhenMissing is { } value ? Require.Finite(value, nameof(valueWhenMissing)) : null;
        Unit = unit is null ? null : Require.Text(unit, nameof(unit));
        Range = range;
        OutOfRange = Require.Defined(outOfRange, nameof(outOfRange));
        Direction = Require.Defined(direction, nameof(direction));
        Group = Require.Text(group ?? Source, nameof(group));
        Reason = reason;
        if (IsIndicator && missing != MissingPolicy.Indicator)
        {
            throw new ArgumentException($"Feature '{name}' indicates missing values, so its policy must be {MissingPolicy.Indicator}; it is {missing}.", nameof(missing));
        }

        bool needsValue = !IsIndicator && missing is (MissingPolicy.Mean or MissingPolicy.Indicator);
        if (needsValue != valueWhenMissing.HasValue)
        {
            throw new ArgumentException(
                needsValue ? $"Feature '{name}' has policy {missing} and needs a {nameof(valueWhenMissing)}." : $"Feature '{name}' never uses a {nameof(valueWhenMissing)}; leave it out.",
                nameof(valueWhenMissing));
        }

        bool indicatorHasMore = range is not null || outOfRange != OutOfRangePolicy.Accept || direction != MonotoneDirection.None || group is not null || reason is not null;
        if (CombinationFault(indicatorHasMore) is { } fault)
        {
            throw new ArgumentException($"Feature '{Name}' {fault}.", nameof(transform));
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

    /// <summary>What happens to a value outside <see cref="Range"/>.</summary>
    public OutOfRangePolicy OutOfRange { get; }

    /// <summary>How PD moves as the raw value grows.</summary>
    public MonotoneDirection Direction { get; }

    /// <summary>The characteristic that reasons name.</summary>
    public string Group { get; }

    /// <summary>What is said where this feature costs points, or null.</summary>
    public ReasonText? Reason { get; }

    internal bool IsIndicator => Transform is MissingIndicatorTransform;

    private string? CombinationFault(bool indicatorHasMore)
    {
        bool hasMissingBin = Transform is WoeTransform { HasMissingBin: true };
        bool hasCategories = Transform is WoeTransform { HasCategories: true };
        return this switch
        {
            { IsIndicator: true } when indicatorHasMore => "indicates missing values; range, direction, group and reason belong to the feature whose absence it indicates",
            _ when hasMissingBin != (Missing == MissingPolicy.Bin) => $"has policy {Missing} and {(hasMissingBin ? "a" : "no")} missing bin; {MissingPolicy.Bin} and a missing bin go together",
            { Range: null, OutOfRange: not OutOfRangePolicy.Accept } => $"has policy {OutOfRange} for values out of range and no range",
            { Missing: not (MissingPolicy.Reject or MissingPolicy.Bin) } when hasCategories => $"has categories and policy {Missing}; categories have no mean, so {MissingPolicy.Bin} or {MissingPolicy.Reject} fits",
            { Range: not null } when hasCategories => "has categories, which have no range",
            { Direction: not MonotoneDirection.None } when hasCategories => "has categories, which have no direction",
            _ => null,
        };
    }
}
