namespace AgriCredit.Alignment;

/// <summary>What both sides check of their caller.</summary>
internal static class AlignmentStart
{
    public const string Over = "the alignment is over, by its result, a fault or disposal";
    public const string NoCount = "Out of order: the peer's count has not been taken.";

    /// <summary>Checks the arguments of a beginning.</summary>
    public static AlignmentOptions Check(ApplicantIds ids, ReadOnlySpan<byte> session, AlignmentOptions? options)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (session.Length != AlignmentOptions.SessionLength)
        {
            throw new ArgumentException($"The session's id has {session.Length} bytes, not {AlignmentOptions.SessionLength}.", nameof(session));
        }

        AlignmentOptions taken = options ?? new AlignmentOptions();
        AlignmentOptions.Check(taken);
        return taken;
    }

    /// <summary>Requires a step to be in order.</summary>
    public static void RequireStep(bool inOrder, string otherwise)
    {
        if (!inOrder)
        {
            throw new InvalidOperationException($"Out of order: {otherwise}.");
        }
    }
}
