using System.Diagnostics;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary>Runs a vertical scenario: the joint fit, then what the label holder could do alone and what joining the rows in one place would give.</summary>
internal sealed class VerticalSimulation
{
    private const string NoLabel = "no label";

    private readonly LoadedVerticalScenario _loaded;
    private readonly Scenario _scenario;
    private readonly IJointFederation _federation;
    private readonly ModelWriter _models;
    private readonly TestRows? _test;

    /// <summary>Prepares.</summary>
    /// <param name="loaded">The scenario with its rows.</param>
    /// <param name="federation">Runs the session of this scenario.</param>
    public VerticalSimulation(LoadedVerticalScenario loaded, IJointFederation federation)
    {
        _loaded = loaded;
        _scenario = loaded.Scenario;
        _federation = federation;
        _models = new ModelWriter(loaded.Scenario, loaded.Features, loaded.IdColumn);
        _test = loaded.Test is { } rows ? new TestRows(rows, loaded.Features) : null;
    }

    /// <summary>Runs it.</summary>
    /// <param name="loadTime">How long loading the rows took, for the record.</param>
    /// <param name="progress">Is told the fraction of the passes done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HarnessException">The session ended without a model, with the exit code of its reason.</exception>
    public async Task<Run> RunAsync(TimeSpan loadTime, IProgress<double> progress, CancellationToken cancellationToken)
    {
        SimulatedJointSession run = await _federation.RunAsync(progress, cancellationToken);
        long evaluationStarted = Stopwatch.GetTimestamp();
        JointSessionRecord session = run.Session;
        if (session.Rows != _loaded.Train.RowCount)
        {
            throw new HarnessException(
                ExitCode.Failed, $"The alignment found {session.Rows} applicants in common and the simulation's own join {_loaded.Train.RowCount}; the comparison would be of different rows. Write the ids in one way.");
        }

        CreditModel model = _models.Joined(session);
        TestFigures? test = _test?.Evaluate(new CreditScorer(model));
        LocalFit alone = Alone();
        cancellationToken.ThrowIfCancellationRequested();
        PooledFigures? pooled = Pooled(session);
        WanFigures wan = WanEstimate.Create(
            session.Exchanges,
            [.. _loaded.Sides.Select(side => side.Id).Append(VerticalPartition.Dealer).Zip(run.Traffic)]);
        double logLikelihood = LogLikelihood(session);
        TimeSpan evaluationTime = Stopwatch.GetElapsedTime(evaluationStarted);
        var metrics = new RunMetrics
        {
            Scenario = _scenario.Name!,
            Kind = VerticalPartition.Kind,
            Model = Figures(session),
            Train = new TrainFigures(session.Rows, _loaded.Train.DefaultCount, logLikelihood),
            Test = test,
            Pooled = pooled,
            Parties = [.. _loaded.Sides.Select((side, index) => Party(side, alone, session.Rows, wan.Roles[index]))],
            Rounds = session.Passes,
            Converged = true,
            Bytes = wan.Roles.Sum(role => role.BytesSent),
            Seconds = new PhaseSeconds(
                loadTime.TotalSeconds,
                run.Elapsed.TotalSeconds - session.TrainingSeconds,
                session.TrainingSeconds,
                evaluationTime.TotalSeconds,
                (loadTime + run.Elapsed + evaluationTime).TotalSeconds),
            Aggregation = new AggregationFigures(JointSessionRecord.Mode, FractionalBits: null, DroppedOut: []),
            Learnt = session.Learnt,
            Joint = new JointFigures(_loaded.LabelHolder.Id, session.Exchanges, session.Monitor, session.LastStep, session.AlignmentSeconds),
            Wan = wan,
        };

        return new Run(metrics, session.Course, ScenarioJson.Write(_scenario), model);
    }

    private PartyFigures Party(LoadedSide side, LocalFit alone, int aligned, RoleTraffic traffic) => new()
    {
        Id = side.Id,
        Rows = side.Ids.Count,
        AlignedRows = aligned,
        Defaults = side.Labels is null ? null : _loaded.Train.DefaultCount,
        Features = side.FeatureNames,
        Local = side.Labels is null ? LocalFit.Impossible(NoLabel) : alone,
        OwnTest = null,
        BytesSent = traffic.BytesSent,
        BytesReceived = traffic.BytesReceived,
        MessagesSent = traffic.MessagesSent,
    };

    /// <summary>The same objective on the label holder's columns of the same rows.</summary>
    private LocalFit Alone()
    {
        LoadedSide holder = _loaded.LabelHolder;
        int[] columns = [.. Enumerable.Range(0, holder.Features.Count)];
        (LogisticFit fit, Standardisation scale, _) = Fit(Columns(_loaded.Train, columns));
        if (fit.Failure is { } failure)
        {
            return LocalFit.Impossible(failure.Message);
        }

        var models = new ModelWriter(_scenario, holder.Features, _loaded.IdColumn);
        TestRows? test = _loaded.Test is { } rows ? new TestRows(Columns(rows, columns), holder.Features) : null;
        return LocalFit.Fitted(test?.Evaluate(new CreditScorer(models.Plain(fit.Weights, scale))));
    }

    /// <summary>The plain fit of the joined rows; null when it has no result, as only a joint fit near a pole can leave it.</summary>
    private PooledFigures? Pooled(JointSessionRecord session)
    {
        (LogisticFit fit, Standardisation scale, TimeSpan elapsed) = Fit(_loaded.Train);
        if (fit.Failure is not null)
        {
            return null;
        }

        double[] weights = session.Weights();
        double[] differences = [.. weights.Select((weight, index) => weight - fit.Weights[index])];
        return new PooledFigures
        {
            Test = _test?.Evaluate(new CreditScorer(_models.Plain(fit.Weights, scale))),
            Seconds = elapsed.TotalSeconds,
            MaxCoefficientDifference = differences.Max(Math.Abs),
            CoefficientDifferences = FeatureMap.Create([ModelFigures.InterceptKey, .. session.Features()], differences),
        };
    }

    private (LogisticFit Fit, Standardisation Scale, TimeSpan Elapsed) Fit(Dataset rows)
    {
        Standardisation scale = _scenario.Training.Standardise ? Standardisation.FromRows(rows) : Standardisation.Identity(rows.FeatureCount);
        DesignMatrix design = DesignMatrix.Create(rows, scale);
        long started = Stopwatch.GetTimestamp();
        LogisticFit fit = LogisticRegression.Fit(design, _scenario.Training.ToOptions(_scenario.Seed));
        return (fit, scale, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Of the joined training rows under the joint model: a figure for the experiment, which no role of a session has.</summary>
    private double LogLikelihood(JointSessionRecord session) =>
        -StatisticsKernel.Evaluate(DesignMatrix.Create(_loaded.Train, session.ToScale()), session.Weights(), StatisticsOrder.Loss, [], []);

    private static Dataset Columns(Dataset rows, int[] columns) =>
        new([.. columns.Select(column => rows.FeatureNames[column])], [.. columns.Select(column => rows.Column(column).ToArray())], rows.Labels.ToArray());

    private ModelFigures Figures(JointSessionRecord session)
    {
        IReadOnlyList<string> features = session.Features();
        Standardisation scale = session.ToScale();
        bool standardised = _scenario.Training.Standardise;
        return new ModelFigures
        {
            Intercept = session.Weights()[0],
            Coefficients = FeatureMap.Create(features, session.Weights().AsSpan(1)),
            StandardErrors = FeatureMap.Create([ModelFigures.InterceptKey, .. features], session.StandardErrors()),
            Mean = standardised ? FeatureMap.Create(features, scale.Means) : null,
            StandardDeviation = standardised ? FeatureMap.Create(features, scale.StandardDeviations) : null,
        };
    }
}
