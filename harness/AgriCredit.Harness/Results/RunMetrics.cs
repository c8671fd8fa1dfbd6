#pragma warning disable MA0048 // The tree of one JSON document is read together.
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Results;

/// <summary>The figures of one finished run: the content of <c>metrics.json</c>, key for key and in its order.</summary>
/// <remarks>Everything a table or a report shows about a run comes from here, so that a finished run can be shown again from its folder.</remarks>
internal sealed record RunMetrics
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>How the data are divided: <c>horizontal</c> (same columns, other rows) or <c>vertical</c> (same rows, other columns).</summary>
    public required string Kind { get; init; }

    /// <summary>The federated model.</summary>
    public required ModelFigures Model { get; init; }

    /// <summary>The training rows of all parties together.</summary>
    public required TrainFigures Train { get; init; }

    /// <summary>The federated model on all test rows; null when the scenario has none.</summary>
    public required TestFigures? Test { get; init; }

    /// <summary>The plain fit of all rows; null when it was not computed.</summary>
    public required PooledFigures? Pooled { get; init; }

    /// <summary>The parties, in the order of the scenario.</summary>
    public required IReadOnlyList<PartyFigures> Parties { get; init; }

    /// <summary>Training rounds finished.</summary>
    public required int Rounds { get; init; }

    /// <summary>Whether the largest change of a coefficient fell below the tolerance.</summary>
    public required bool Converged { get; init; }

    /// <summary>Bytes sent by all roles: payload, before TLS.</summary>
    public required long Bytes { get; init; }

    /// <summary>Wall-clock seconds by phase.</summary>
    public required PhaseSeconds Seconds { get; init; }

    /// <summary>How updates were summed.</summary>
    public required AggregationFigures Aggregation { get; init; }

    /// <summary>What each role came to know beyond the model.</summary>
    public required IReadOnlyList<LearntItem> Learnt { get; init; }

    /// <summary>What is particular to a joint fit; the key is left out of a horizontal run's file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JointFigures? Joint { get; init; }

    /// <summary>What each role of a joint fit sent, and how long that would take over a wide-area network; the key is left out of a horizontal run's file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WanFigures? Wan { get; init; }
}

/// <summary>A model's figures, on the standardised scale when the run standardised.</summary>
internal sealed record ModelFigures
{
    /// <summary>Key of the intercept in <see cref="StandardErrors"/> and in <see cref="PooledFigures.CoefficientDifferences"/>.</summary>
    public const string InterceptKey = "(intercept)";

    /// <summary>The intercept, a log-odds of default.</summary>
    public required double Intercept { get; init; }

    /// <summary>One coefficient a feature, in the model's order.</summary>
    public required FeatureMap Coefficients { get; init; }

    /// <summary>Standard errors, the intercept's first under <see cref="InterceptKey"/>; null where the optimiser gives none.</summary>
    public required FeatureMap? StandardErrors { get; init; }

    /// <summary>Means over the training rows; null without standardisation.</summary>
    public required FeatureMap? Mean { get; init; }

    /// <summary>Population standard deviations over the training rows; null without standardisation.</summary>
    public required FeatureMap? StandardDeviation { get; init; }
}

/// <summary>The training rows and how well the federated model fits them.</summary>
/// <param name="Rows">Training rows of all parties.</param>
/// <param name="Defaults">Of these, the loans that defaulted.</param>
/// <param name="LogLikelihood">Log-likelihood of the training rows under the federated model; null when it was not computed.</param>
internal sealed record TrainFigures(long Rows, long Defaults, double? LogLikelihood);

/// <summary>One model on one set of test rows. AUC, KS and Gini are null where the rows have a single class.</summary>
internal sealed record TestFigures(long Rows, long Defaults, double? Auc, double? Ks, double? Gini, double Brier, double LogLoss);

/// <summary>The fit of all rows in plain double in the same process: what the federation is measured against.</summary>
internal sealed record PooledFigures
{
    /// <summary>The pooled model on all test rows; null when there are none.</summary>
    public required TestFigures? Test { get; init; }

    /// <summary>Seconds the fit took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest absolute difference between a federated and a pooled coefficient, the intercept included.</summary>
    public required double MaxCoefficientDifference { get; init; }

    /// <summary>Federated minus pooled, coefficient by coefficient, the intercept first under <see cref="ModelFigures.InterceptKey"/>;
    /// the key is left out of the file when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeatureMap? CoefficientDifferences { get; init; }
}

/// <summary>One party: its rows, what it could do alone, and what it sent.</summary>
internal sealed record PartyFigures
{
    /// <summary>The party's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its training rows. In a joint fit, the rows it brings to the alignment: the label holder its training rows, the others all of theirs.</summary>
    public required long Rows { get; init; }

    /// <summary>Of these, the rows that every other party knows too; null in a horizontal run, and the key is then left out of the file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AlignedRows { get; init; }

    /// <summary>The loans that defaulted among the rows that are trained on; null at a party without the label.</summary>
    public required long? Defaults { get; init; }

    /// <summary>The party's own features in the model; null in a horizontal run, where all have the same, and the key is then left out of the file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The same objective on the party's own training rows.</summary>
    public required LocalFit Local { get; init; }

    /// <summary>Both models on the party's own test rows; null when rows are assigned by number or there are none.</summary>
    public required OwnTestFigures? OwnTest { get; init; }

    /// <summary>Payload bytes the party sent.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Payload bytes the party received.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Messages the party sent.</summary>
    public required long MessagesSent { get; init; }
}

/// <summary>A party's own test rows under its local model (null where it has none) and under the federated model.</summary>
internal sealed record OwnTestFigures(TestFigures? Local, TestFigures? Federated);

/// <summary>Wall-clock seconds by phase of a run.</summary>
internal sealed record PhaseSeconds(double Load, double Setup, double Training, double Evaluation, double Total);

/// <summary>How updates were summed, and which parties left on the way.</summary>
/// <param name="Mode"><c>static</c> or <c>resilient</c>; <c>shares</c> in a joint fit, which computes on secret shares and sums nothing over parties.</param>
/// <param name="FractionalBits">Bits after the point of the fixed-point encoding; null in a joint fit, whose protocol has several scales.</param>
/// <param name="DroppedOut">Ids of the parties that left, in the order they left.</param>
internal sealed record AggregationFigures(string Mode, int? FractionalBits, IReadOnlyList<string> DroppedOut);

/// <summary>Something a role came to know from the protocol.</summary>
/// <param name="Who">The role or the party.</param>
/// <param name="What">A sentence.</param>
internal sealed record LearntItem(string Who, string What);

/// <summary>What is particular to a joint fit.</summary>
/// <param name="LabelHolder">The party that holds the label, and with it the intercept.</param>
/// <param name="Exchanges">How often the parties waited for one another in the fit.</param>
/// <param name="Monitor">The sum of the range monitor, opened once: near 0 while every logit is inside the sigmoid's series.</param>
/// <param name="LastStep">Length of the last step in standard errors.</param>
/// <param name="AlignmentSeconds">Wall-clock seconds of the private alignment; part of the setup.</param>
internal sealed record JointFigures(string LabelHolder, int Exchanges, double Monitor, double LastStep, double AlignmentSeconds);

/// <summary>An estimate of the same session between hosts far apart: exchanges x latency, and bytes over the bandwidth of each role's own line.</summary>
/// <remarks>Lines carry both directions at once and all roles send at the same time, so a role takes the time of its fuller direction, and the session that of the slowest role.
/// Arithmetic and TLS are not in it.</remarks>
internal sealed record WanFigures
{
    /// <summary>Seconds an exchange waits.</summary>
    public required double LatencySeconds { get; init; }

    /// <summary>Bits a second, each way, of each role's line.</summary>
    public required double BitsPerSecond { get; init; }

    /// <summary>The parties in the order of the run, then the dealer.</summary>
    public required IReadOnlyList<RoleTraffic> Roles { get; init; }

    /// <summary>Seconds the session would spend on the network.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What one role sent and received, payload before TLS, and how long that would take over its line.</summary>
internal sealed record RoleTraffic(string Role, long BytesSent, long BytesReceived, long MessagesSent, double Seconds);
