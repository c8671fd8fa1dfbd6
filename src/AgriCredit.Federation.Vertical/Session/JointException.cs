namespace AgriCredit.Federation.Vertical;

/// <summary>Ends a member's part of a joint fit; becomes its outcome.</summary>
internal sealed class JointException : Exception
{
    public JointException(JointFailureReason reason, PartyId member, string message, Exception? inner = null)
        : base(message, inner)
    {
        Failure = new JointFailure(reason, member, message);
    }

    public JointFailure Failure { get; }
}
