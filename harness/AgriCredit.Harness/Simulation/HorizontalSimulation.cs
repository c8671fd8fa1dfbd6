using System.Diagnostics;
using AgriCredit.Federation;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;
using RoundRecord = AgriCredit.Federation.RoundRecord;

namespace AgriCredit.Harness.Simulation;

/// <summary>Runs a horizontal scenario: the federation, then what each party could do alone and what pooling all rows would give.</summary>
internal sealed class HorizontalSimulation
{
    private readonly LoadedScenario _loaded;
    private readonly Scenario _scenario;
    private readonly ModelWriter _models;
    private readonly TestRows? _test;

    public HorizontalSimulation(LoadedScenario loaded)
    {
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
        int plannedRounds = _scenario.Training.MaxRounds;
        var federation = new FederationRun(SessionTerms.Request(_loaded), SessionTerms.Members(_loaded))
        {
            RoundFinished = round => progress.Report((double)round.TrainingRound / plannedRounds),
        };
        FederationRecord record = await federation.RunAsync(cancellationToken);
        if (!record.Outcome.IsFinished)
        {
            throw SessionFailures.ToException(record.Outcome.Failure, record.Rounds);
        }

        long evaluationStarted = Stopwatch.GetTimestamp();
        SessionResult result = record.Outcome.Result;
        RoundRecord[] training = [.. record.Rounds.Where(round => round.Kind == RoundKind.Training)];
        FitInference? inference = _scenario.Training.L1 == 0
            ? FitInference.FromSums(result.Weights.ToArray(), result.Rows, result.Hessian.ToArray(), _scenario.Training.L2)
            : null;
        CreditModel model = _models.Federated(result, inference);
        var scorer = new CreditScorer(model);
        PartyFigures[] parties = [.. _loaded.Parties.Select((party, index) => Party(party, scorer, result, record.Traffic[index], cancellationToken))];
        PooledFigures? pooled = Pooled(result);
        TestFigures? test = _test?.Evaluate(scorer);
        TimeSpan trainingTime = TimeSpan.FromTicks(training.Sum(round => round.Elapsed.Ticks));
        TimeSpan evaluationTime = Stopwatch.GetElapsedTime(evaluationStarted);
        var metrics = new RunMetrics
        {
            Scenario = _scenario.Name!,
            Kind = HorizontalPartition.Kind,
            Model = Figures(result, inference),
            Train = new TrainFigures(result.Rows, Survivors(result).Sum(party => (long)party.Train.DefaultCount), -result.Loss),
            Test = test,
            Pooled = pooled,
            Parties = parties,
            Rounds = result.Rounds,
            Converged = result.Converged,
            Bytes = record.Traffic.Sum(traffic => traffic.BytesSent + traffic.BytesReceived),
            Seconds = new PhaseSeconds(
                loadTime.TotalSeconds,
                (record.Elapsed - trainingTime).TotalSeconds,
                trainingTime.TotalSeconds,
                evaluationTime.TotalSeconds,
                (loadTime + record.Elapsed + evaluationTime).TotalSeconds),
            Aggregation = new AggregationFigures(result.Plan.ModeName, _scenario.Aggregation.FractionalBits, [.. record.DroppedOut.Select(party => party.Value)]),
            Learnt = [.. Disclosures.Of(result.Plan, record.Rounds, record.DroppedOut).Select(item => new LearntItem(item.Who, item.What))],
        };
        Results.RoundRecord[] rounds =
        [
            .. training.Select(round => new Results.RoundRecord(
                round.TrainingRound, round.Parties, round.Objective, round.LargestStep, round.Elapsed.TotalSeconds, round.Bytes)),
        ];
        return new Run(metrics, rounds, ScenarioJson.Write(_scenario), model);
    }

    private PartyFigures Party(LoadedParty party, CreditScorer federated, SessionResult result, Traffic traffic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LogisticFit? fit = FitAlone(party, result.Scale, out string? reason);
        CreditScorer? alone = fit is null ? null : new CreditScorer(_models.Plain(fit.Weights, result.Scale));
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
    private PooledFigures? Pooled(SessionResult result)
    {
        // The scale is that of all who were there before the first round of training; the rows are those of the last.
        Dataset all = Dataset.Concatenate([.. _loaded.Parties.Select(party => party.Train)]);
        Standardisation scale = _scenario.Training.Standardise ? Standardisation.FromRows(all) : Standardisation.Identity(all.FeatureCount);
        DesignMatrix design = DesignMatrix.Create(Dataset.Concatenate([.. Survivors(result).Select(party => party.Train)]), scale);
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
            differences[i] = result.Weights[i] - fit.Weights[i];
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
    private IEnumerable<LoadedParty> Survivors(SessionResult result) => _loaded.Parties.Where(party => result.Survivors.Contains(new PartyId(party.Id)));

    private ModelFigures Figures(SessionResult result, FitInference? inference)
    {
        string[] names = [.. _loaded.Features.Select(feature => feature.Name)];
        bool standardised = _scenario.Training.Standardise;
        return new ModelFigures
        {
            Intercept = result.Weights[0],
            Coefficients = FeatureMap.Create(names, [.. result.Weights.Skip(1)]),
            StandardErrors = inference is null ? null : FeatureMap.Create([ModelFigures.InterceptKey, .. names], inference.StandardErrors),
            Mean = standardised ? FeatureMap.Create(names, result.Scale.Means) : null,
            StandardDeviation = standardised ? FeatureMap.Create(names, result.Scale.StandardDeviations) : null,
        };
    }
}
