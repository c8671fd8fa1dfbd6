using AgriCredit.Harness.Results;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a finished joint fit arrived at where its terms release the whole model, as a file can hold it.</summary>
internal sealed record JointSessionRecord
{
    /// <summary>How the parties work together, where a horizontal session names its mode of aggregation: on secret shares.</summary>
    public const string Mode = "shares";

    /// <summary>The session's id in lower-case hexadecimal.</summary>
    public required string Session { get; init; }

    /// <summary>Every party's part, the label holder's first.</summary>
    public required IReadOnlyList<JointPartRecord> Parts { get; init; }

    /// <summary>The rows in common, which the model is the fit of.</summary>
    public required int Rows { get; init; }

    /// <summary>Passes over the rows: the rounds of training.</summary>
    public required int Passes { get; init; }

    /// <summary>The passes as the simulation saw them; empty in a member's record.</summary>
    public required IReadOnlyList<RoundRecord> Course { get; init; }

    /// <summary>How often the parties waited for one another in the fit.</summary>
    public required int Exchanges { get; init; }

    /// <summary>The range monitor's sum, opened once.</summary>
    public required double Monitor { get; init; }

    /// <summary>Root mean square of the last change of the logits.</summary>
    public required double LastStep { get; init; }

    public required double AlignmentSeconds { get; init; }

    /// <summary>Seconds of the fit itself.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>What each role came to know beyond the model.</summary>
    public required IReadOnlyList<LearntItem> Learnt { get; init; }

    /// <summary>The features of all parties, in the order of the parts.</summary>
    public IReadOnlyList<string> Features() => [.. Parts.SelectMany(part => part.Features)];

    /// <summary>The intercept, then the coefficients.</summary>
    public double[] Weights() => [Parts.Select(part => part.Intercept).OfType<double>().Single(), .. Parts.SelectMany(part => part.Coefficients)];

    /// <summary>In the order of the weights.</summary>
    public double[] StandardErrors() => [Parts.Select(part => part.InterceptStandardError).OfType<double>().Single(), .. Parts.SelectMany(part => part.StandardErrors)];

    /// <summary>The standardisation that the weights are for.</summary>
    public Standardisation ToScale() => new([.. Parts.SelectMany(part => part.ScaleMeans)], [.. Parts.SelectMany(part => part.ScaleDeviations)]);
}
