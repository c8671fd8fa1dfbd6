namespace AgriCredit;

/// <summary>Scorecard points; more points mean lower risk.</summary>
/// <remarks>The value keeps every digit, so that rounding happens once, where points are shown: the text is rounded to whole points (half away from zero).</remarks>
public readonly record struct Points
{
    /// <summary>Makes points.</summary>
    /// <param name="value">Any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public Points(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "Points are finite.");
        }

        Value = value;
    }

    /// <summary>The points before rounding.</summary>
    public double Value { get; }

    /// <summary>The points rounded to a whole number.</summary>
    public override string ToString() => Value.ToString("F0", System.Globalization.CultureInfo.InvariantCulture);
}
