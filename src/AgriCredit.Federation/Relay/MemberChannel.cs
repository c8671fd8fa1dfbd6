namespace AgriCredit.Federation;

/// <summary>The limits that every <see cref="IMemberChannel"/> keeps.</summary>
public static class MemberChannel
{
    /// <summary>The largest message, in bytes.</summary>
    public const int MessageLimit = 64 * 1024 * 1024;

    /// <summary>From how many unread bytes on a sender has to wait, for each pair of sender and receiver.</summary>
    public const int Window = 4 * 1024 * 1024;

    /// <summary>What a message or a frame counts beside its bytes, so that empty ones cannot pile up without end either.</summary>
    internal const int Overhead = 128;

    internal static void RequireWithinLimit(ReadOnlyMemory<byte> message)
    {
        if (message.Length > MessageLimit)
        {
            throw new ArgumentException($"A message has at most {MessageLimit} bytes ({nameof(MemberChannel)}.{nameof(MessageLimit)}); this one has {message.Length}. Send it in parts.", nameof(message));
        }
    }

    internal static void RequireOther(PartyId member, PartyId self, string parameter)
    {
        if (member == self || member == default)
        {
            throw new ArgumentException($"'{member}' is no other member than '{self}'.", parameter);
        }
    }
}
