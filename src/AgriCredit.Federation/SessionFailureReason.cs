namespace AgriCredit.Federation;

/// <summary>Why a session ended without a model. The list is closed; messages carry the number.</summary>
/// <remarks>Source: PROTOCOL 2.6, with the reasons a fit itself can fail for.</remarks>
public enum SessionFailureReason
{
    /// <summary>A party did not answer in time (<see cref="SessionFailure.Parties"/>), where the session cannot do without it.</summary>
    MissingParty = 1,

    /// <summary>The coordinator could not be reached, or did not answer in time.</summary>
    Timeout = 2,

    /// <summary>The key directory lacks a member, altered its keys, or holds a bad signature.</summary>
    KeySubstitution = 3,

    /// <summary>One sender signed two different payloads for one place in the session.</summary>
    Equivocation = 4,

    /// <summary>The plan sums rows that were summed with another set of parties before: the difference would reveal a party's own sums.</summary>
    Regroup = 5,

    /// <summary>A published sum is out of range or its tag is not that of the sum: it was altered, or a party was told something else.</summary>
    BadTag = 6,

    /// <summary>The coordinator proposed a model, constants or a layout other than those that follow from the published sums.</summary>
    ModelMismatch = 7,

    /// <summary>A message of another session, round or transcript, or a session id seen before.</summary>
    ReplayedRound = 8,

    /// <summary>A sum over the planned parties could overflow, or would keep too few fractional bits.</summary>
    PlanOverflow = 9,

    /// <summary>The privacy budget of the plan would be passed.</summary>
    BudgetExceeded = 10,

    /// <summary>A party has fewer rows than the plan's number of released scalars demands, and the plan does not waive it.</summary>
    RowMinimum = 11,

    /// <summary>A 0/1 column of a party has fewer ones or zeros than the minimum, and the plan does not waive it.</summary>
    RareCategory = 12,

    /// <summary>With two parties each learns the other's sums exactly, and the plan does not accept that.</summary>
    AggregateDisclosure = 13,

    /// <summary>The plan's members, features, bounds or terms are not those the party agreed to.</summary>
    PlanRefused = 14,

    /// <summary>A value of a party lies beyond the plan's value bound; the subject names the feature.</summary>
    ValueOutOfRange = 15,

    /// <summary>A feature is constant over all parties' rows; the subject names it.</summary>
    ConstantColumn = 16,

    /// <summary>All rows of all parties have the same label.</summary>
    OneClass = 17,

    /// <summary>The fit failed on the sums: separable or collinear data, no convergence, divergence.</summary>
    TrainingFailed = 18,

    /// <summary>The parties arrived at different group keys or different models.</summary>
    Disagreement = 19,

    /// <summary>A message could not be read or was not the expected one.</summary>
    ProtocolViolation = 20,

    /// <summary>The session was cancelled by its host.</summary>
    Cancelled = 21,

    /// <summary>Fewer parties than the quorum are left (resilient mode).</summary>
    TooFewSurvivors = 22,

    /// <summary>A round had to be given up before there was a model to go on from (resilient mode).</summary>
    Void = 23,

    /// <summary>Shares of a self mask are not on one polynomial, and whose are wrong cannot be told (resilient mode).</summary>
    ShareInconsistent = 24,

    /// <summary>The party was not heard of in time; the session goes on without it (resilient mode).</summary>
    DroppedOut = 25,

    /// <summary>The session knows this party already, but the party has no state of it: it cannot rejoin.</summary>
    StateLost = 26,
}
