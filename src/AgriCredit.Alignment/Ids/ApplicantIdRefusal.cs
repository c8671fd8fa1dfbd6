namespace AgriCredit.Alignment;

/// <summary>Why an applicant's id cannot be used.</summary>
public enum ApplicantIdRefusal
{
    /// <summary>It is missing, or nothing but white space.</summary>
    Empty,

    /// <summary>It holds a control character (Unicode category Cc) between its ends, such as a tab or a line break.</summary>
    ControlCharacter,

    /// <summary>It holds an invisible format character (category Cf), such as a byte-order mark, a soft hyphen or a zero-width space: two ids that look alike would not match.</summary>
    FormatCharacter,

    /// <summary>It is no Unicode text: half of a surrogate pair, or a character that Unicode 14.0 does not have, whose normal form the two sides might see differently.</summary>
    UnknownCharacter,

    /// <summary>It is longer than <see cref="ApplicantIds.LengthLimit"/> bytes.</summary>
    TooLong,
}
