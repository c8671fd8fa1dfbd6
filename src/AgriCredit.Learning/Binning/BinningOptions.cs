namespace AgriCredit.Learning;

/// <summary>How bins are fitted.</summary>
public sealed class BinningOptions
{
    /// <summary>Prebins unless another number is given.</summary>
    public const int DefaultPrebins = 20;

    /// <summary>The most bins unless another number is given; special and missing bins come on top.</summary>
    public const int DefaultMaximumBins = 8;

    /// <summary>The least share of rows in a bin unless another is given.</summary>
    public const double DefaultMinimumShare = 0.05;

    /// <summary>Rows added to the goods and to the bads of a bin that lacks either, unless another number is given.</summary>
    public const double DefaultSmoothing = 0.5;

    private const int LargestPrebins = 100;

    /// <summary>Quantiles that the numbers are first cut at, in [1, 100]; the bins are unions of neighbours.</summary>
    public int Prebins { get; init => field = Within(value, 1, LargestPrebins, nameof(Prebins)); } = DefaultPrebins;

    /// <summary>The most bins of intervals or categories, in [1, 100].</summary>
    public int MaximumBins { get; init => field = Within(value, 1, LargestPrebins, nameof(MaximumBins)); } = DefaultMaximumBins;

    /// <summary>The least share of all rows in an interval or a bin of categories, in [0, 0.5].</summary>
    public double MinimumShare
    {
        get;
        init => field = value is >= 0 and <= 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"{nameof(MinimumShare)} lies in [0, 0.5].");
    } = DefaultMinimumShare;

    /// <summary>How the rate of bads must move from interval to interval; <see cref="MonotoneDirection.None"/> leaves it free, null takes the direction with the greater information value.</summary>
    public MonotoneDirection? Direction { get; init; }

    /// <summary>Numbers that are no quantities; each gets a bin of its own if it occurs.</summary>
    public IReadOnlyList<double> SpecialCodes { get; init; } = [];

    /// <summary>Rows added to the goods and to the bads of a bin that lacks either, positive: without them its WOE would be infinite. Other bins get none, so their WOE is the formula's.</summary>
    public double Smoothing
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"{nameof(Smoothing)} is positive and finite.");
    } = DefaultSmoothing;

    private static int Within(int value, int smallest, int largest, string name) => value >= smallest && value <= largest
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} lies in [{smallest}, {largest}].");
}
