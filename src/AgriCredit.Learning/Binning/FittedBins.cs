namespace AgriCredit.Learning;

/// <summary>The bins of one feature with the rows they were fitted on.</summary>
public sealed class FittedBins
{
    internal FittedBins(WoeTransform transform, IReadOnlyList<BinCounts> counts, MonotoneDirection direction)
    {
        Transform = transform;
        Counts = counts;
        Direction = direction;
    }

    /// <summary>What the model applies. Its shares are those of the rows.</summary>
    public WoeTransform Transform { get; }

    /// <summary>The rows of each of <see cref="WoeTransform.Bins"/>.</summary>
    public IReadOnlyList<BinCounts> Counts { get; }

    /// <summary>How the rate of bads moves from interval to interval; <see cref="MonotoneDirection.None"/> for categories, a single interval, and where it was left free.</summary>
    public MonotoneDirection Direction { get; }

    /// <summary>The information value, all bins counted.</summary>
    public double InformationValue => Transform.InformationValue!.Value;

    /// <summary>What a missing value calls for: <see cref="MissingPolicy.Bin"/> where rows with one were seen, else <see cref="MissingPolicy.Reject"/>.</summary>
    public MissingPolicy Missing => Transform.Bins.Any(bin => bin.Kind == WoeBinKind.Missing) ? MissingPolicy.Bin : MissingPolicy.Reject;

    /// <summary>Applies the bins: the weight of evidence of each value, as the scorer of a model takes it.</summary>
    /// <param name="values">Raw values; NaN where missing.</param>
    /// <param name="woe">Receives as many weights of evidence.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value has no bin (the message gives its place).</exception>
    public void Apply(ReadOnlySpan<double> values, Span<double> woe)
    {
        if (values.Length != woe.Length)
        {
            throw new ArgumentException($"{values.Length} values need as many results; got {woe.Length}.", nameof(woe));
        }

        for (int i = 0; i < values.Length; i++)
        {
            int bin = Transform.BinOf(values[i]);
            woe[i] = bin >= 0 ? Transform.Bins[bin].Woe : throw new ArgumentException($"Value {i} has no bin: it is missing, infinite or an unknown category.", nameof(values));
        }
    }
}
