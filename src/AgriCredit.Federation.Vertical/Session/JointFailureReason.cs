namespace AgriCredit.Federation.Vertical;

/// <summary>Why a joint fit ended without a model, or a scoring session without scores.</summary>
public enum JointFailureReason
{
    /// <summary>A member left, or the relay was lost.</summary>
    MemberLost = 1,

    /// <summary>A member did not send what was awaited in time.</summary>
    Timeout,

    /// <summary>A message was not what its sender had to send: changed, repeated, left out, or of another session.</summary>
    BadMessage,

    /// <summary>The plan names other members, or another certificate, than this member knows.</summary>
    OtherMembers,

    /// <summary>The plan's terms are not those that this member accepts.</summary>
    OtherTerms,

    /// <summary>No party holds labels, or more than one.</summary>
    LabelHolder,

    /// <summary>Two parties have a feature of the same name.</summary>
    RepeatedFeature,

    /// <summary>An id occurs twice in a party's rows, or cannot be read.</summary>
    BadIds,

    /// <summary>The parties have no applicant in common.</summary>
    NoOverlap,

    /// <summary>Too few applicants in common for the number of coefficients, or too many for the arithmetic.</summary>
    RowCount,

    /// <summary>A column has the same value in all common rows.</summary>
    ConstantColumn,

    /// <summary>All common rows have the same label.</summary>
    OneClass,

    /// <summary>The label holder's own columns separate the labels; a ridge is needed.</summary>
    Separable,

    /// <summary>A column has values too far from its others for the fixed point.</summary>
    HeavyTails,

    /// <summary>A logit left the range in which the sigmoid's series holds.</summary>
    RangeExceeded,

    /// <summary>The last step was too large.</summary>
    NotConverged,

    /// <summary>The member was told to stop.</summary>
    Stopped,

    /// <summary>The parties' halves are of different fits, or a member has come for another purpose.</summary>
    OtherModel,

    /// <summary>What was opened is no score: a party or the dealer sent wrong numbers.</summary>
    WrongScores,

    /// <summary>Prepared randomness is used up, of another preparation, or was used before.</summary>
    UsedRandomness,
}
