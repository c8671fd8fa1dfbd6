using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>Writes and reads why a member leaves.</summary>
internal static class Refusals
{
    /// <summary>What a peer says is cut to so many characters.</summary>
    private const int LongestMessage = 500;

    public static byte[] Write(JointFailure failure) => new Wire.JointRefusal
    {
        Reason = (uint)failure.Reason,
        Message = failure.Message.Length > LongestMessage ? failure.Message[..LongestMessage] : failure.Message,
        Party = failure.Member.Value,
    }.ToByteArray();

    /// <summary>The failure that a member reports; null when it is not one.</summary>
    public static JointException? Read(PartyId sender, ReadOnlyMemory<byte> content)
    {
        if (WireReader.Parse(Wire.JointRefusal.Parser, content) is not { } refusal || !Enum.IsDefined((JointFailureReason)refusal.Reason))
        {
            return null;
        }

        PartyId member = PartyId.IsValid(refusal.Party) ? new PartyId(refusal.Party) : sender;
        string text = new([.. refusal.Message.Take(LongestMessage).Where(character => !char.IsControl(character))]);
        return new JointException((JointFailureReason)refusal.Reason, member, text);
    }
}
