using System.Diagnostics;
using AgriCredit.Federation;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary>Runs a horizontal scenario: the federation, then what each party could do alone and what pooling all rows would give.</summary>
internal sealed class HorizontalSimulation
{
    private readonly LoadedScenario _loaded;
    private readonly Scenario _scenario;
    private readonly IFederation _federation;
    private readonly ModelWriter _models;
    private readonly TestRows? _test;

    /// <summary>Prepares.</summary>
    /// <param name="loaded">The scenario with its rows.</param>
    /// <param name="federation">Runs the session of this scenario.</param>
    public HorizontalSimulation(LoadedScenario loaded, IFederation federation)
    {
        _federation = federation;
        _loaded = loaded;
        _scenario = loaded.Scenario;
        _models = new ModelWriter(loaded);
        _test = loaded.Test is { } rows ? new TestRows(rows, loaded.Features) : null;
    }

    /// <summary>Runs it.</summary>
    /// <param name="loadTime">How long loading the rows took, for the record.</param>
    /// <param name="progress">Is told the fraction of the planned rounds done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandLine.HarnessException">The session ended without a model, with the exit code of its reason.</exception>
    public async Task<Run> RunAsync(TimeSpan loadTime, IProgress<double> progress, CancellationToken cancellationToken)
    {
        double plannedRounds = _scenario.Training.MaxRounds;
        SimulatedSession run = await _federation.RunAsync(round => progress.Report(round / plannedRounds), cancellationToken);
        long evaluationStarted = Stopwatch.GetTimestamp();
        SessionRecord session = run.Session;
        FitInference? inference = session.ToInference();
        CreditModel model = _models.Federated(session, inference);
        var scorer = new CreditScorer(model);
        PartyFigures[] parties = [.. _loaded.Parties.Select((party, index) => Party(party, scorer, session, run.Traffic[index], cancellationToken))];
        PooledFigures? pooled = Pooled(session);
        TestFigures? test = _test?.Evaluate(scorer);
        TimeSpan trainingTime = TimeSpan.FromSeconds(session.Course.Sum(round => round.Seconds));
        TimeSpan evaluationTime = Stopwatch.GetElapsedTime(evaluationStarted);
        var metrics = new RunMetrics
        {
            Scenario = _scenario.Name!,
            Kind = HorizontalPartition.Kind,
            Model = SessionReport.Figures(session, inference),
            Train = new TrainFigures(session.Rows, Survivors(session).Sum(party => (long)party.Train.DefaultCount), -session.Loss),
            Test = test,
            Pooled = pooled,
            Parties = parties,
            Rounds = session.Rounds,
            Converged = session.Converged,
            Bytes = run.Traffic.Sum(traffic => traffic.BytesSent + traffic.BytesReceived),
            Seconds = new PhaseSeconds(
                loadTime.TotalSeconds,
                (run.Elapsed - trainingTime).TotalSeconds,
                trainingTime.TotalSeconds,
                evaluationTime.TotalSeconds,
                (loadTime + run.Elapsed + evaluationTime).TotalSeconds),
            Aggregation = new AggregationFigures(session.Mode, session.FractionalBits, session.DroppedOut),
            Learnt = session.Learnt,
        };
        return new Run(metrics, session.Course, ScenarioJson.Write(_scenario), model);
    }

    private PartyFigures Party(LoadedParty party, CreditScorer federated, SessionRecord session, Traffic traffic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LogisticFit? fit = FitAlone(party, session.ToScale(), out string? reason);
        CreditScorer? alone = fit is null ? null : new CreditScorer(_models.Plain(fit.Weights, session.ToScale()));
        TestRows? own = party.OwnTest is { } rows ? new TestRows(rows, _loaded.Features) : null;
        return new PartyFigures
        {
            Id = party.Id,
            Rows = party.Train.RowCount,
            Defaults = party.Train.DefaultCount,
            Local = alone is null ? LocalFit.Impossible(reason!) : LocalFit.Fitted(_test?.Evaluate(alone)),
            OwnTest = own is null ? null : new OwnTestFigures(alone is null ? null : own.Evaluate(alone), own.Evaluate(federated)),
            BytesSent = traffic.BytesSent,
            BytesReceived = traffic.BytesReceived,
            MessagesSent = traffic.MessagesSent,
        };
    }

    /// <summary>The same objective and options on a party's own rows, on the pooled scale.</summary>
    private LogisticFit? FitAlone(LoadedParty party, Standardisation scale, out string? reason)
    {
        if (party.Train.DefaultCount == 0 || party.Train.DefaultCount == party.Train.RowCount)
        {
            reason = "one class: all training rows have the same label";
            return null;
        }

        LogisticFit fit = LogisticRegression.Fit(DesignMatrix.Create(party.Train, scale), _scenario.Training.ToOptions(_scenario.Seed), SessionTerms.Trainer(_scenario));
        reason = fit.Failure?.Message;
        return fit.Failure is null ? fit : null;
    }

    /// <summary>The fit of all rows (of those who stayed); null when that fit has no result, as only a federation that just reached its last round can leave it.</summary>
    private PooledFigures? Pooled(SessionRecord session)
    {
        // The scale is that of all who were there before the first round of training; the rows are those of the last.
        Dataset all = Dataset.Concatenate([.. _loaded.Parties.Select(party => party.Train)]);
        Standardisation scale = _scenario.Training.Standardise ? Standardisation.FromRows(all) : Standardisation.Identity(all.FeatureCount);
        DesignMatrix design = DesignMatrix.Create(Dataset.Concatenate([.. Survivors(session).Select(party => party.Train)]), scale);
        long started = Stopwatch.GetTimestamp();
        LogisticFit fit = LogisticRegression.Fit(design, _scenario.Training.ToOptions(_scenario.Seed), SessionTerms.Trainer(_scenario));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        if (fit.Failure is not null)
        {
            return null;
        }

        double[] differences = new double[fit.Weights.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = session.Weights[i] - fit.Weights[i];
        }

        return new PooledFigures
        {
            Test = _test?.Evaluate(new CreditScorer(_models.Plain(fit.Weights, scale))),
            Seconds = elapsed.TotalSeconds,
            MaxCoefficientDifference = differences.Max(Math.Abs),
            CoefficientDifferences = FeatureMap.Create([ModelFigures.InterceptKey, .. all.FeatureNames], differences),
        };
    }

    /// <summary>The parties that the model is the fit of.</summary>
    private IEnumerable<LoadedParty> Survivors(SessionRecord session) => _loaded.Parties.Where(party => session.Survivors.Contains(party.Id));
}
