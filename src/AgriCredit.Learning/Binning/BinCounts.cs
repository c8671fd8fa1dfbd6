namespace AgriCredit.Learning;

/// <summary>Rows of a bin.</summary>
/// <param name="Goods">Rows with label 0.</param>
/// <param name="Bads">Rows with label 1.</param>
public readonly record struct BinCounts(long Goods, long Bads)
{
    /// <summary>All rows.</summary>
    public long Rows => Goods + Bads;

    /// <summary>The sum of two bins.</summary>
    /// <param name="one">A bin.</param>
    /// <param name="other">Another.</param>
    public static BinCounts operator +(BinCounts one, BinCounts other) => new(one.Goods + other.Goods, one.Bads + other.Bads);

    /// <summary>The rows of a bin that are not in a part of it.</summary>
    /// <param name="whole">A bin.</param>
    /// <param name="part">Some of its rows.</param>
    public static BinCounts operator -(BinCounts whole, BinCounts part) => new(whole.Goods - part.Goods, whole.Bads - part.Bads);

    /// <summary>The counts with a row more.</summary>
    /// <param name="label">Its label.</param>
    internal BinCounts With(byte label) => label == 0 ? this with { Goods = Goods + 1 } : this with { Bads = Bads + 1 };
}
