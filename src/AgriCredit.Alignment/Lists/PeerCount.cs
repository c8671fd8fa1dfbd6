namespace AgriCredit.Alignment;

/// <summary>The check of the peer's announced count.</summary>
internal static class PeerCount
{
    /// <summary>Checks it against the options that both sides share.</summary>
    public static AlignmentFault? Check(long count, AlignmentOptions options)
    {
        if (count < 1 || count > options.PeerLimit)
        {
            return new AlignmentFault(
                AlignmentFaultReason.CountOutOfRange,
                $"The peer announces {count} elements; 1 to {options.PeerLimit} are taken ({nameof(AlignmentOptions)}.{nameof(AlignmentOptions.PeerLimit)}).",
                expected: options.PeerLimit,
                actual: count);
        }

        return count % options.PaddingMultiple == 0
            ? null
            : new AlignmentFault(
                AlignmentFaultReason.CountNotPadded,
                $"The peer announces {count} elements, no multiple of {options.PaddingMultiple}: both sides need the same {nameof(AlignmentOptions)}.{nameof(AlignmentOptions.PaddingMultiple)}.",
                expected: options.PaddingMultiple,
                actual: count);
    }
}
