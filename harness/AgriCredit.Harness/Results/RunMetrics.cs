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

    /// <summary>Its training rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Of these, the loans that defaulted.</summary>
    public required long Defaults { get; init; }

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
/// <param name="Mode"><c>static</c> or <c>resilient</c>.</param>
/// <param name="FractionalBits">Bits after the point of the fixed-point encoding.</param>
/// <param name="DroppedOut">Ids of the parties that left, in the order they left.</param>
internal sealed record AggregationFigures(string Mode, int FractionalBits, IReadOnlyList<string> DroppedOut);

/// <summary>Something a role came to know from the protocol.</summary>
/// <param name="Who">The role or the party.</param>
/// <param name="What">A sentence.</param>
internal sealed record LearntItem(string Who, string What);
