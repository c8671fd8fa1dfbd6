namespace AgriCredit.Federation.Vertical;

/// <summary>Ends a member's part of a joint fit; becomes its outcome.</summary>
internal sealed class JointException : Exception
{
    public JointException(JointFailureReason reason, PartyId member, string message, bool isReported = false, Exception? inner = null)
        : base(message, inner)
    {
        Failure = new JointFailure(reason, member, message);
        IsReported = isReported;
    }

    public JointFailure Failure { get; }

    /// <summary>Whether it came from another member, who has told the others itself.</summary>
    public bool IsReported { get; }
}
