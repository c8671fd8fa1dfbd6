namespace AgriCredit;

/// <summary>One line of a <see cref="PointsTable"/>.</summary>
public sealed class PointsRow
{
    internal PointsRow(ModelFeature feature, WoeBin? bin, double exact, double points)
    {
        Feature = feature;
        Bin = bin;
        Exact = exact;
        Points = points;
    }

    /// <summary>The feature.</summary>
    public ModelFeature Feature { get; }

    /// <summary>The bin that gives the points.</summary>
    public WoeBin? Bin { get; }

    /// <summary>The points before rounding: -factor * coefficient * WOE.</summary>
    public double Exact { get; }

    /// <summary>The points as published.</summary>
    public double Points { get; }
}
