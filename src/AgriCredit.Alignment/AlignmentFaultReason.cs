namespace AgriCredit.Alignment;

/// <summary>Why a message of the peer is refused.</summary>
public enum AlignmentFaultReason
{
    /// <summary>The announced count is below 1 or above <see cref="AlignmentOptions.PeerLimit"/>.</summary>
    CountOutOfRange,

    /// <summary>The announced count is no multiple of <see cref="AlignmentOptions.PaddingMultiple"/>: the peer does not pad, or pads to another multiple.</summary>
    CountNotPadded,

    /// <summary>A block has another number of bytes than the announced count leaves for it.</summary>
    BlockLength,

    /// <summary>A block comes after the list is complete, or is returned before it was sent.</summary>
    BlockUnexpected,

    /// <summary>32 bytes are not the canonical encoding of a group element.</summary>
    NotAnElement,

    /// <summary>An element is the identity, which would match whatever the scalar.</summary>
    IdentityElement,

    /// <summary>An element stands twice in the list.</summary>
    RepeatedElement,

    /// <summary>Positions come though only the initiator is to learn the matches.</summary>
    PositionsUnexpected,

    /// <summary>A position is below 0 or not below the announced count.</summary>
    PositionOutOfRange,

    /// <summary>A position is that of padding, which no honest peer can match.</summary>
    PositionWithoutRow,

    /// <summary>A position comes twice.</summary>
    PositionRepeated,
}
