using System.Numerics;

namespace AgriCredit.Privacy;

/// <summary>The parts of a vector to be summed, in order, with the proof that no sum over the planned parties overflows.</summary>
public sealed class VectorLayout
{
    /// <summary>The most coordinates of a layout, 2^27: as eight-byte words a vector is then 1 GiB, half of what one array can hold.</summary>
    public const int MaxLength = 1 << 27;

    private readonly long[] _largestSums;

    /// <summary>Lays parts out one after the other.</summary>
    /// <param name="parties">n: how many parties will be summed, at least 1.</param>
    /// <param name="parts">At least one part.</param>
    /// <exception cref="ArgumentException">There is no part, a part is the default value, a sum could reach <see cref="VectorPart.SumLimit"/>
    /// (the message names the part), or the parts are longer than <see cref="MaxLength"/> together.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parties"/> is below 1.</exception>
    public VectorLayout(int parties, IReadOnlyList<VectorPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("A layout needs at least one part.", nameof(parts));
        }

        Parties = parties;
        Parts = [.. parts];
        _largestSums = new long[parts.Count];
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Length == 0)
            {
                throw new ArgumentException($"Part {i} is the default value of {nameof(VectorPart)}: it has no coordinates.", nameof(parts));
            }

            BigInteger largest = parts[i].LargestSum(parties);
            if (largest >= VectorPart.SumLimit)
            {
                throw new ArgumentException(
                    $"Part '{parts[i].Name}': {parties} parties within {parts[i].Bound} at {parts[i].FractionalBits} fractional bits can sum to {largest}, "
                    + $"not below 2^60. Use fewer fractional bits or a smaller bound.",
                    nameof(parts));
            }

            if (parts[i].Length > MaxLength - Length)
            {
                throw new ArgumentException(
                    $"Part '{parts[i].Name}' brings the layout to {(long)Length + parts[i].Length} coordinates; the most is {MaxLength}.", nameof(parts));
            }

            _largestSums[i] = (long)largest;
            Length += parts[i].Length;
        }
    }

    /// <summary>n: how many parties the layout is proved for.</summary>
    public int Parties { get; }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<VectorPart> Parts { get; }

    /// <summary>m: the number of coordinates.</summary>
    public int Length { get; }

    /// <summary>The largest absolute value, in ring units, of a coordinate of part <paramref name="part"/> in the sum.</summary>
    /// <param name="part">Index into <see cref="Parts"/>.</param>
    public long LargestSum(int part) => _largestSums[part];

    /// <summary>Where coordinate <paramref name="index"/> stands, for a message: part name and place within the part.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside that range.</exception>
    public string Describe(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        foreach (VectorPart part in Parts)
        {
            if (index < part.Length)
            {
                return part.Length == 1 ? part.Name : $"{part.Name}[{index}]";
            }

            index -= part.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }
}
