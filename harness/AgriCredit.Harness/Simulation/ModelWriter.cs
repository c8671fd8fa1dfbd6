using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary>Makes models that score raw applicants out of weights on the training scale.</summary>
internal sealed class ModelWriter
{
    private readonly Scenario _scenario;
    private readonly IReadOnlyList<LoadedFeature> _features;
    private readonly string? _idColumn;

    /// <summary>Prepares.</summary>
    /// <param name="scenario">The scenario that the models are of.</param>
    /// <param name="features">The models' columns, in the order of the weights.</param>
    /// <param name="idColumn">The column that identifies an applicant, if there is one.</param>
    public ModelWriter(Scenario scenario, IReadOnlyList<LoadedFeature> features, string? idColumn)
    {
        _scenario = scenario;
        _features = features;
        _idColumn = idColumn;
    }

    public ModelWriter(LoadedScenario loaded)
        : this(loaded.Scenario, loaded.Features, loaded.IdColumn)
    {
    }

    /// <summary>The model that a session arrived at, with standard errors and provenance.</summary>
    public CreditModel Federated(SessionRecord session, FitInference? inference) => Create(
        [.. session.Weights],
        session.ToScale(),
        inference?.StandardErrors.ToArray(),
        new ModelProvenance
        {
            Scenario = session.Name,
            SessionId = session.Session,
            Parties = session.Survivors,
            Rounds = session.Rounds,
            Optimizer = session.Optimizer,
            AggregationMode = session.Mode,
            FractionalBits = session.FractionalBits,
            Waivers = session.Waivers,
        });

    /// <summary>The model that a joint fit released, with standard errors and provenance.</summary>
    public CreditModel Joined(JointSessionRecord session) => Create(
        session.Weights(),
        session.ToScale(),
        session.StandardErrors(),
        new ModelProvenance
        {
            Scenario = _scenario.Name!,
            SessionId = session.Session,
            Parties = [.. session.Parts.Select(part => part.Party)],
            Rounds = session.Passes,
            Optimizer = EnumNames.Of(_scenario.Training.Optimizer),
            AggregationMode = JointSessionRecord.Mode,
        });

    /// <summary>A model fitted in one place, for comparison.</summary>
    public CreditModel Plain(ReadOnlySpan<double> weights, Standardisation scale) => Create(
        weights.ToArray(),
        scale,
        standardErrors: null,
        new ModelProvenance { Scenario = _scenario.Name!, Parties = [], Rounds = 0, Optimizer = _scenario.Training.Optimizer.ToString() });

    private CreditModel Create(double[] weights, Standardisation scale, double[]? standardErrors, ModelProvenance provenance) => new(
        [.. _features.Select((feature, index) => Feature(feature, index, scale))],
        weights[0],
        weights[1..],
        new ScorecardScaling(_scenario.Scorecard.BasePoints, _scenario.Scorecard.BaseOdds, _scenario.Scorecard.PointsToDoubleOdds),
        provenance,
        standardErrors,
        _idColumn);

    private ModelFeature Feature(LoadedFeature feature, int index, Standardisation scale)
    {
        double mean = scale.Means[index];
        double deviation = scale.StandardDeviations[index];
        if (feature.IsIndicator)
        {
            return new ModelFeature(feature.Name, new MissingIndicatorTransform(mean, deviation), feature.Source, MissingPolicy.Indicator);
        }

        MissingPolicy missing = feature.Missing switch
        {
            MissingHandling.Mean => MissingPolicy.Mean,
            MissingHandling.Indicator => MissingPolicy.Indicator,
            _ => MissingPolicy.Reject,
        };
        return new ModelFeature(
            feature.Name,
            _scenario.Training.Standardise ? new StandardiseTransform(mean, deviation) : IdentityTransform.Instance,
            missing: missing,
            valueWhenMissing: missing == MissingPolicy.Reject ? null : feature.FillValue ?? mean,
            range: double.IsNaN(feature.Minimum) ? null : new FeatureRange(feature.Minimum, feature.Maximum));
    }
}
