namespace AgriCredit.Alignment;

/// <summary>Who learns which applicants are shared.</summary>
public enum AlignmentReveal
{
    /// <summary>Both sides: the initiator sends positions back, and both have the same rows in the same order. For training.</summary>
    Both,

    /// <summary>The initiator alone: the responder learns the initiator's announced count and nothing else. For looking applicants up.</summary>
    One,
}
