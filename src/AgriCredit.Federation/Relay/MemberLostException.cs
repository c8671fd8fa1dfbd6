namespace AgriCredit.Federation;

/// <summary>A member with whom a message was to be exchanged has left, or the relay between them is lost.</summary>
public sealed class MemberLostException : Exception
{
    /// <summary>Says who is lost.</summary>
    /// <param name="member">The member; for the relay, the coordinator.</param>
    /// <param name="isRelay">Whether it is the relay that is lost, and so every member.</param>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The transport's own exception.</param>
    public MemberLostException(PartyId member, bool isRelay, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Member = member;
        IsRelay = isRelay;
    }

    /// <summary>Who is lost; when <see cref="IsRelay"/>, the coordinator, whose host is the relay.</summary>
    public PartyId Member { get; }

    /// <summary>Whether the relay itself is lost: no member can be reached through this channel any more.</summary>
    public bool IsRelay { get; }

    internal static MemberLostException Left(PartyId self, PartyId member) => new(
        member, false, $"Member '{self}': '{member}' has left, or came back as another. Both ends need a new channel to begin again.");
}
