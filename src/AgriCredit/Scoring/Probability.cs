namespace AgriCredit;

/// <summary>A probability: a number in [0, 1].</summary>
/// <remarks>The text is the shortest that reads back to the same double.</remarks>
public readonly record struct Probability
{
    /// <summary>Makes a probability.</summary>
    /// <param name="value">In [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN, below 0 or above 1.</exception>
    public Probability(double value)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "A probability lies in [0, 1].");
        }

        Value = value;
    }

    /// <summary>The number, in [0, 1].</summary>
    public double Value { get; }

    /// <summary>The number as text.</summary>
    public override string ToString() => Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
