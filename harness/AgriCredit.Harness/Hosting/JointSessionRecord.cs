using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.Results;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a finished joint fit arrived at for one of its parties, as a file can hold it: <c>session.json</c>.</summary>
internal sealed record JointSessionRecord
{
    /// <summary>How the parties work together, where a horizontal session names its mode of aggregation: on secret shares.</summary>
    public const string Mode = "shares";

    /// <summary>The session's id in lower-case hexadecimal.</summary>
    public required string Session { get; init; }

    /// <summary>The name of the terms or of the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>The parties, the label holder first.</summary>
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>Every party's part, the label holder's first, where the terms release the whole model; else the party's own alone.</summary>
    public required IReadOnlyList<JointPartRecord> Parts { get; init; }

    /// <summary>The rows in common, which the model is the fit of.</summary>
    public required int Rows { get; init; }

    /// <summary>Passes over the rows: the rounds of training.</summary>
    public required int Passes { get; init; }

    /// <summary>The passes, put together by the simulation from what each role saw; empty in a member's record.</summary>
    public IReadOnlyList<RoundRecord> Course { get; init; } = [];

    /// <summary>How often the parties waited for one another in the fit.</summary>
    public required int Exchanges { get; init; }

    /// <summary>Directions of the recording party's own columns that the rows do not determine, left out of the fit.</summary>
    public required int DroppedDirections { get; init; }

    /// <summary>The range monitor's sum, opened once.</summary>
    public required double Monitor { get; init; }

    /// <summary>Length of the last step in standard errors.</summary>
    public required double LastStep { get; init; }

    public required double AlignmentSeconds { get; init; }

    /// <summary>Seconds of the fit itself.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>What each role came to know beyond the model.</summary>
    public required IReadOnlyList<LearntItem> Learnt { get; init; }

    /// <summary>Records a party's result.</summary>
    /// <param name="name">The name of the terms or of the scenario.</param>
    /// <param name="result">The result.</param>
    public static JointSessionRecord Create(string name, JointResult result) => new()
    {
        Session = Convert.ToHexStringLower(result.Session.Span),
        Name = name,
        Parties = [.. result.Parties.Select(party => party.Value)],
        Parts = [.. (result.Joined.Count > 0 ? result.Joined : [result.Own!]).Select(JointPartRecord.Of)],
        Rows = result.Rows,
        Passes = result.Passes,
        Exchanges = result.Rounds,
        DroppedDirections = result.DroppedDirections,
        Monitor = result.Monitor,
        LastStep = result.LastStep,
        AlignmentSeconds = result.AlignmentTime.TotalSeconds,
        TrainingSeconds = result.FitTime.TotalSeconds,
        Learnt = [.. result.Learnt.Select(item => new LearntItem(item.Who, item.What))],
    };

    /// <summary>Whether it has the whole model.</summary>
    public bool IsWhole() => Parts.Count == Parties.Count;

    /// <summary>The features of all parties, in the order of the parts.</summary>
    public IReadOnlyList<string> Features() => [.. Parts.SelectMany(part => part.Features)];

    /// <summary>The intercept, then the coefficients.</summary>
    public double[] Weights() => [Parts.Select(part => part.Intercept).OfType<double>().Single(), .. Parts.SelectMany(part => part.Coefficients)];

    /// <summary>In the order of the weights.</summary>
    public double[] StandardErrors() => [Parts.Select(part => part.InterceptStandardError).OfType<double>().Single(), .. Parts.SelectMany(part => part.StandardErrors)];

    /// <summary>The standardisation that the weights are for.</summary>
    public Standardisation ToScale() => new([.. Parts.SelectMany(part => part.ScaleMeans)], [.. Parts.SelectMany(part => part.ScaleDeviations)]);
}
