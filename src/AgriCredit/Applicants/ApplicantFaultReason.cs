namespace AgriCredit;

/// <summary>Why a value given by name cannot be scored.</summary>
public enum ApplicantFaultReason
{
    /// <summary>The model has no input of that name.</summary>
    UnknownInput,

    /// <summary>The input was given twice.</summary>
    GivenTwice,

    /// <summary>A number was given for a category, or a text for a number.</summary>
    WrongType,

    /// <summary>The unit given is not the model's.</summary>
    WrongUnit,

    /// <summary>The value is missing, and the model's policy for it is <see cref="MissingPolicy.Reject"/>.</summary>
    Missing,

    /// <summary>The category is none of the model's, and the feature has no bin for others.</summary>
    UnknownCategory,

    /// <summary>The number is infinite, out of a range that the model rejects, or has no logarithm.</summary>
    OutOfRange,
}
