using AgriCredit.Federation;
using AgriCredit.Harness.Results;
using AgriCredit.Learning;
using RoundRecord = AgriCredit.Harness.Results.RoundRecord;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a finished session arrived at, as a file can hold it: <c>session.json</c>. Doubles are the shortest text that reads back to the same bits.</summary>
internal sealed record SessionRecord
{
    /// <summary>The session's id in lower-case hexadecimal.</summary>
    public required string Session { get; init; }

    /// <summary>The name of the terms or of the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>The parties of the plan, in its order.</summary>
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>The parties that the model is the fit of.</summary>
    public required IReadOnlyList<string> Survivors { get; init; }

    /// <summary>The parties that dropped out on the way: those that are not in the last sum, and at the coordinator also who was lost after it.</summary>
    public required IReadOnlyList<string> DroppedOut { get; init; }

    /// <summary>Training rows of <see cref="Survivors"/>.</summary>
    public required long Rows { get; init; }

    /// <summary>Loans that defaulted among the rows of the first sum: those of all parties, when nobody dropped out.</summary>
    public required long Defaults { get; init; }

    public required string Optimizer { get; init; }

    public required string Mode { get; init; }

    public required int FractionalBits { get; init; }

    public required IReadOnlyList<string> Waivers { get; init; }

    /// <summary>The features in the order of the weights.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Intercept, then coefficients, on the standardised scale when <see cref="Standardised"/>.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    public required bool Standardised { get; init; }

    /// <summary>The scale's means; zeros when not standardised.</summary>
    public required IReadOnlyList<double> ScaleMeans { get; init; }

    /// <summary>The scale's deviations; ones when not standardised.</summary>
    public required IReadOnlyList<double> ScaleDeviations { get; init; }

    /// <summary>Sum of log(1+e^z) - y z over all training rows.</summary>
    public required double Loss { get; init; }

    /// <summary>X'WX over all training rows, packed upper triangle.</summary>
    public required IReadOnlyList<double> Hessian { get; init; }

    /// <summary>The penalty of the fit, for standard errors.</summary>
    public required double L1 { get; init; }

    /// <summary>Likewise.</summary>
    public required double L2 { get; init; }

    /// <summary>Training rounds finished.</summary>
    public required int Rounds { get; init; }

    public required bool Converged { get; init; }

    /// <summary>The training rounds as the coordinator saw them; empty in a party's record.</summary>
    public required IReadOnlyList<RoundRecord> Course { get; init; }

    /// <summary>What each role came to know beyond the model.</summary>
    public required IReadOnlyList<LearntItem> Learnt { get; init; }

    /// <summary>Records a result.</summary>
    /// <param name="name">The name of the terms or of the scenario.</param>
    /// <param name="result">The result.</param>
    /// <param name="rounds">All rounds summed, where this role has seen them; else null.</param>
    /// <param name="droppedOut">Who dropped out, where this role has seen it; else null.</param>
    public static SessionRecord Create(string name, SessionResult result, IReadOnlyList<Federation.RoundRecord>? rounds, IReadOnlyList<PartyId>? droppedOut)
    {
        SessionPlan plan = result.Plan;
        PartyId[] gone = [.. droppedOut ?? [.. plan.Parties.Except(result.Survivors)]];
        return new SessionRecord
        {
            Session = Convert.ToHexStringLower(plan.Session.Span),
            Name = name,
            Parties = [.. plan.Parties.Select(party => party.Value)],
            Survivors = [.. result.Survivors.Select(party => party.Value)],
            DroppedOut = [.. gone.Select(party => party.Value)],
            Rows = result.Rows,
            Defaults = result.Pooled.Defaults,
            Optimizer = plan.OptimizerName,
            Mode = plan.ModeName,
            FractionalBits = plan.FractionalBits,
            Waivers = plan.Waivers,
            Features = [.. plan.Features.Select(feature => feature.Name)],
            Weights = result.Weights,
            Standardised = plan.Standardise,
            ScaleMeans = [.. result.Scale.Means],
            ScaleDeviations = [.. result.Scale.StandardDeviations],
            Loss = result.Loss,
            Hessian = result.Hessian,
            L1 = plan.Training.L1,
            L2 = plan.Training.L2,
            Rounds = result.Rounds,
            Converged = result.Converged,
            Course = [.. (rounds ?? []).Where(round => round.Kind == RoundKind.Training).Select(round => new RoundRecord(
                round.TrainingRound, round.Parties, round.Objective, round.LargestStep, round.Elapsed.TotalSeconds, round.Bytes))],
            Learnt = [.. Disclosures.Of(plan, rounds ?? Unseen(result), gone).Select(item => new LearntItem(item.Who, item.What))],
        };
    }

    /// <summary>The standardisation that the weights are for.</summary>
    public Standardisation ToScale() => Standardised ? new Standardisation([.. ScaleMeans], [.. ScaleDeviations]) : Standardisation.Identity(Features.Count);

    /// <summary>Standard errors and the rest; null where an l1 penalty leaves none.</summary>
    public FitInference? ToInference() => L1 == 0 ? FitInference.FromSums([.. Weights], Rows, [.. Hessian], L2) : null;

    /// <summary>Stands for the training rounds, of which a party has kept no record.</summary>
    private static Federation.RoundRecord[] Unseen(SessionResult result) =>
    [
        .. Enumerable.Range(1, result.Rounds).Select(round => new Federation.RoundRecord(
            (ulong)round, RoundKind.Training, round, result.Survivors.Count, double.NaN, double.NaN, TimeSpan.Zero, 0)),
    ];
}
