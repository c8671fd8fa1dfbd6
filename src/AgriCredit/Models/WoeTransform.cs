using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit;

/// <summary>The weight of evidence of the bin that takes the raw value.</summary>
/// <remarks>
/// <para>A feature has either intervals, which cover every number, or categories. A category reaches the scorer as its index in <see cref="Categories"/>, an unlisted one as
/// the number of categories (only where there is an <see cref="WoeBinKind.Other"/> bin); any other number is refused. A special code comes before the interval it lies in.</para>
/// <para>Fitting bins is the business of AgriCredit.Learning.</para>
/// </remarks>
public sealed class WoeTransform : FeatureTransform
{
    /// <summary>The most bins of one feature.</summary>
    public const int MaximumBins = 256;

    /// <summary>The most categories or special codes of one feature.</summary>
    public const int MaximumValues = 16_384;

    private const double ShareTolerance = 1e-6;

    private const int Lanes = 4;

    private readonly Dictionary<string, int> _categoryCodes = new(StringComparer.Ordinal);

    // Cuts, filled up to blocks of four with infinity, which no finite value reaches; codes likewise with NaN, which equals nothing.
    private readonly double[] _cutBlocks;
    private readonly double[] _codeBlocks;

    // By place in the blocks of codes, and by category code, the other bin last.
    private readonly int[] _codeBins;
    private readonly int[] _categoryBins;

    /// <summary>Makes a transform.</summary>
    /// <param name="bins">1 to <see cref="MaximumBins"/>: intervals in ascending order without gaps, open at both ends, and any number of special bins; or bins of categories and at most one other bin.
    /// Besides, at most one missing bin. Shares are given for all bins or for none, and then add up to 1.</param>
    /// <param name="informationValue">IV = sum over bins of (share of goods - share of bads) * WOE, finite and not negative; null if unknown.</param>
    /// <exception cref="ArgumentException">The bins are not so; a category or code occurs twice.</exception>
    public WoeTransform(IReadOnlyList<WoeBin> bins, double? informationValue = null)
    {
        ArgumentNullException.ThrowIfNull(bins);
        if (bins.Count is 0 or > MaximumBins)
        {
            throw new ArgumentException($"A feature has 1 to {MaximumBins} bins; got {bins.Count}.", nameof(bins));
        }

        // Numbers and categories first, so that an interval's place on the axis and a bin's place in the list are the same.
        WoeBin[] ordered = [.. bins.OrderBy(bin => (bin ?? throw new ArgumentNullException(nameof(bins), "A bin is null.")).Kind)];
        Bins = Array.AsReadOnly(ordered);
        InformationValue = informationValue is { } value ? Require.Finite(value, nameof(informationValue)) : null;
        ArgumentOutOfRangeException.ThrowIfNegative(InformationValue ?? 0, nameof(informationValue));
        Categories = Array.AsReadOnly([.. ordered.SelectMany(bin => bin.Categories)]);
        IntervalCount = ordered.Count(bin => bin.Kind == WoeBinKind.Interval);
        MissingBin = Array.FindIndex(ordered, bin => bin.Kind == WoeBinKind.Missing);
        OtherBin = Array.FindIndex(ordered, bin => bin.Kind == WoeBinKind.Other);
        HasShares = ordered[0].Share is not null;
        Cuts = [.. ordered.Take(IntervalCount).Skip(1).Select(bin => bin.Low)];
        Codes = [.. ordered.SelectMany(bin => bin.Codes)];
        Check(ordered);
        _cutBlocks = InBlocks(Cuts, double.PositiveInfinity);
        _codeBlocks = InBlocks(Codes, double.NaN);
        _codeBins = [.. ordered.SelectMany((bin, index) => bin.Codes.Select(_ => index))];
        _categoryBins = [.. ordered.SelectMany((bin, index) => bin.Categories.Select(_ => index)), .. OtherBin < 0 ? [] : new[] { OtherBin }];
        foreach ((int code, string category) in Categories.Index())
        {
            _categoryCodes.Add(category, code);
        }
    }

    /// <summary>The bins: intervals or categories first, then the other bin, special bins and the missing bin.</summary>
    public IReadOnlyList<WoeBin> Bins { get; }

    /// <summary>The information value, or null.</summary>
    public double? InformationValue { get; }

    /// <summary>The categories of all bins in order; a category's index is its code. Empty for numbers.</summary>
    public IReadOnlyList<string> Categories { get; }

    internal int IntervalCount { get; }

    internal int MissingBin { get; }

    internal int OtherBin { get; }

    internal bool HasMissingBin => MissingBin >= 0;

    internal bool HasCategories => IntervalCount == 0;

    internal bool HasShares { get; }

    /// <summary>The lower bounds of all intervals but the first.</summary>
    internal double[] Cuts { get; }

    internal double[] Codes { get; }

    /// <summary>The code under which the scorer takes a category; NaN if there is neither such a category nor an other bin.</summary>
    internal double Code(ReadOnlySpan<char> category) =>
        _categoryCodes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(category, out int code) ? code : OtherBin >= 0 ? Categories.Count : double.NaN;

    /// <summary>The index of the bin that takes a value; -1 if none does.</summary>
    internal int BinOf(double value) => double.IsNaN(value) ? MissingBin : double.IsInfinity(value) ? -1 : HasCategories ? CategoryBin(value) : IntervalOrCode(value);

    /// <summary>The index of the bin of a special code, by its place among <see cref="Codes"/>.</summary>
    internal int BinOfCode(int code) => _codeBins[code];

    /// <summary>The index of the bin that takes a category's code; -1 if none does.</summary>
    internal int CategoryBin(double value)
    {
        // What is no whole number of this size differs from what it is converted to.
        uint code = unchecked((uint)(int)value);
        return code < (uint)_categoryBins.Length && code == value ? _categoryBins[(int)code] : -1;
    }

    /// <summary>The index of the bin that takes a finite number: a special code's, or an interval.</summary>
    internal int IntervalOrCode(double value)
    {
        Vector256<double> all = Vector256.Create(value);
        for (int start = 0; start < _codeBlocks.Length; start += Lanes)
        {
            uint equal = Vector256.Equals(all, Block(_codeBlocks, start)).ExtractMostSignificantBits();
            if (equal != 0)
            {
                return _codeBins[start + BitOperations.TrailingZeroCount(equal)];
            }
        }

        int bin = 0;
        for (int start = 0; start < _cutBlocks.Length; start += Lanes)
        {
            bin += BitOperations.PopCount(Vector256.GreaterThanOrEqual(all, Block(_cutBlocks, start)).ExtractMostSignificantBits());
        }

        return bin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Block(double[] values, int start) => Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)start);

    private static double[] InBlocks(double[] values, double filler)
    {
        double[] blocks = new double[(values.Length + Lanes - 1) / Lanes * Lanes];
        Array.Fill(blocks, filler);
        values.CopyTo(blocks, 0);
        return blocks;
    }

    private void Check(WoeBin[] bins)
    {
        bool mixed = IntervalCount > 0 && (Categories.Count > 0 || OtherBin >= 0);
        string? fault = this switch
        {
            _ when mixed => "has intervals and categories; a feature has either",
            { IntervalCount: 0, Categories.Count: 0 } => "has neither intervals nor categories",
            { IntervalCount: 0, Codes.Length: > 0 } => "has categories and special codes; list the code as a category",
            { Categories.Count: > MaximumValues } or { Codes.Length: > MaximumValues } => $"lists more than {MaximumValues} values",
            _ when bins.Count(bin => bin.Kind == WoeBinKind.Missing) > 1 => "has several missing bins",
            _ when bins.Count(bin => bin.Kind == WoeBinKind.Other) > 1 => "has several other bins",
            _ when Categories.Distinct(StringComparer.Ordinal).Count() < Categories.Count => "lists a category twice",
            _ when Codes.Distinct().Count() < Codes.Length => "lists a special code twice",
            _ when bins.Any(bin => bin.Share is null == HasShares) => "gives shares for some bins only",
            _ when HasShares && !(Math.Abs(bins.Sum(bin => bin.Share!.Value) - 1) <= ShareTolerance) => $"has shares that do not add up to 1 within {ShareTolerance}",
            _ => IntervalCount > 0 ? GapBetween(bins) : null,
        };
        if (fault is not null)
        {
            throw new ArgumentException($"The list of bins {fault}.", nameof(bins));
        }
    }

    private string? GapBetween(WoeBin[] bins)
    {
        double end = double.NegativeInfinity;
        for (int i = 0; i < IntervalCount; i++)
        {
            if (bins[i].Low != end)
            {
                return $"has a gap or an overlap before interval {i}: intervals ascend, start at -inf and each starts where the one before it ends";
            }

            end = bins[i].High;
        }

        return double.IsPositiveInfinity(end) ? null : "has intervals that end before +inf";
    }
}
