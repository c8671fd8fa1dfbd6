namespace AgriCredit.Federation;

/// <summary>The names and limits of the modes of aggregation.</summary>
/// <remarks>Source: PROTOCOL 2.4.</remarks>
public static class AggregationModes
{
    private const int MinStaticParties = 2;
    private const int MaxStaticParties = 32;
    private const int MinResilientParties = 3;
    private const int MaxResilientParties = 128;

    /// <summary>The mode's name in plans and model files.</summary>
    /// <param name="mode">The mode.</param>
    public static string Name(AggregationMode mode) => mode == AggregationMode.Resilient ? "resilient" : "static";

    /// <summary>Fewest parties of a session.</summary>
    /// <param name="mode">The mode.</param>
    public static int MinParties(AggregationMode mode) => mode == AggregationMode.Resilient ? MinResilientParties : MinStaticParties;

    /// <summary>Most parties of a session: in static mode each must be there in every round.</summary>
    /// <param name="mode">The mode.</param>
    public static int MaxParties(AggregationMode mode) => mode == AggregationMode.Resilient ? MaxResilientParties : MaxStaticParties;

    /// <summary>The smallest c that a plan may be made for.</summary>
    /// <param name="mode">The mode.</param>
    public static int MinCollusion(AggregationMode mode) => mode == AggregationMode.Resilient ? 1 : 0;

    /// <summary>The largest c: two honest parties at least must be left, for one hides behind the other. With two parties it is the one that speaks to the coordinator.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="parties">n.</param>
    public static int MaxCollusion(AggregationMode mode, int parties) => mode == AggregationMode.Resilient ? parties - 2 : parties - 1;

    /// <summary>q: fewest parties of a sum; in resilient mode floor((n + c) / 2) + 1, so that no two sets of signers share only colluders.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="parties">n.</param>
    /// <param name="collusion">c.</param>
    public static int Quorum(AggregationMode mode, int parties, int collusion) =>
        mode == AggregationMode.Resilient ? ((parties + collusion) / 2) + 1 : parties;

    /// <summary>The mode of a name; null for another name.</summary>
    internal static AggregationMode? Read(string name) => name switch
    {
        "static" => AggregationMode.Static,
        "resilient" => AggregationMode.Resilient,
        _ => null,
    };
}
