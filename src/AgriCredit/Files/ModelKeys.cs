namespace AgriCredit;

/// <summary>The keys and words of a model file, for its reader and its writer.</summary>
internal static class ModelKeys
{
    internal const string FormatVersion = "formatVersion";
    internal const string IdColumn = "idColumn";
    internal const string Features = "features";
    internal const string Name = "name";
    internal const string Source = "source";
    internal const string Unit = "unit";
    internal const string Range = "range";
    internal const string Low = "low";
    internal const string High = "high";
    internal const string Missing = "missing";
    internal const string ValueWhenMissing = "valueWhenMissing";
    internal const string Transform = "transform";
    internal const string Kind = "kind";
    internal const string Mean = "mean";
    internal const string StandardDeviation = "standardDeviation";
    internal const string Intercept = "intercept";
    internal const string Coefficients = "coefficients";
    internal const string StandardErrors = "standardErrors";
    internal const string Scorecard = "scorecard";
    internal const string BasePoints = "basePoints";
    internal const string BaseOdds = "baseOdds";
    internal const string PointsToDoubleOdds = "pointsToDoubleOdds";
    internal const string Provenance = "provenance";
    internal const string Scenario = "scenario";
    internal const string SessionId = "sessionId";
    internal const string Parties = "parties";
    internal const string Rounds = "rounds";
    internal const string Optimizer = "optimizer";
    internal const string AggregationMode = "aggregationMode";
    internal const string FractionalBits = "fractionalBits";
    internal const string Waivers = "waivers";
    internal const string Privacy = "privacy";
    internal const string Mechanism = "mechanism";
    internal const string Version = "version";
    internal const string GoldenVectors = "goldenVectors";
    internal const string Inputs = "inputs";
    internal const string Logit = "logit";
    internal const string Probability = "pd";
    internal const string Points = "points";
    internal const string Sha256 = "sha256";

    internal const string Step = "step";
    internal const string OutOfRange = "outOfRange";
    internal const string Direction = "direction";
    internal const string Group = "group";
    internal const string Reason = "reason";
    internal const string Code = "code";
    internal const string Reasons = "reasons";
    internal const string Policy = "policy";
    internal const string CutOffPoints = "cutOffPoints";
    internal const string Maximum = "maximum";
    internal const string Offset = "offset";
    internal const string Then = "then";
    internal const string InformationValue = "informationValue";
    internal const string Bins = "bins";
    internal const string Woe = "woe";
    internal const string Share = "share";
    internal const string Categories = "categories";
    internal const string Codes = "codes";

    internal const string Identity = "identity";
    internal const string Standardise = "standardise";
    internal const string MissingIndicator = "missingIndicator";
    internal const string Log = "log";
    internal const string Clip = "clip";
    internal const string WoeBins = "woe";

    internal const string Interval = "interval";
    internal const string Other = "other";
    internal const string Special = "special";

    internal static string Word(MissingPolicy policy) => policy switch
    {
        MissingPolicy.Reject => "reject",
        MissingPolicy.Mean => "mean",
        MissingPolicy.Indicator => "indicator",
        _ => "bin",
    };

    internal static string Word(OutOfRangePolicy policy) => policy == OutOfRangePolicy.Accept ? "accept" : "reject";

    internal static string Word(MonotoneDirection direction) => direction switch
    {
        MonotoneDirection.None => "none",
        MonotoneDirection.Increasing => "increasing",
        _ => "decreasing",
    };

    internal static string Word(ReasonPolicy policy) => policy switch
    {
        ReasonPolicy.PopulationMean => "populationMean",
        ReasonPolicy.BestAttainable => "bestAttainable",
        _ => "approvalCutOff",
    };
}
