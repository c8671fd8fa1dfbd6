namespace AgriCredit.Federation;

/// <summary>A session's failure as an Abort carries it: the reason and whom it concerns; each reader words it for itself.</summary>
internal static class Aborts
{
    private const int MaxSubjectLength = 500;

    public static Wire.Abort Write(SessionFailure failure)
    {
        var abort = new Wire.Abort { Reason = (uint)failure.Reason, Subject = failure.Subject };
        abort.Parties.AddRange(failure.Parties.Select(party => party.Value));
        return abort;
    }

    public static SessionFailure Read(Wire.Abort abort)
    {
        PartyId[] parties = [.. abort.Parties.Where(PartyId.IsValid).Select(party => new PartyId(party))];
        SessionFailureReason reason = Reason(abort.Reason);
        string whom = parties.Length == 0 ? "" : $" because of {string.Join(", ", parties.Select(party => $"'{party}'"))}";
        string subject = Subject(abort.Subject);
        string what = subject.Length == 0 ? "" : $" ('{subject}')";
        return new SessionFailure(reason, $"The coordinator ended the session{whom}: {reason}{what}.", subject, parties);
    }

    /// <summary>A subject as a message carries it. It ends up in every member's log: one with control characters, or too long for a name, is left out.</summary>
    public static string Subject(string text) => text.Length <= MaxSubjectLength && !text.Any(char.IsControl) ? text : "";

    /// <summary>A reason as a message carries it; one outside the list is a violation.</summary>
    public static SessionFailureReason Reason(uint number) =>
        Enum.IsDefined((SessionFailureReason)number) ? (SessionFailureReason)number : SessionFailureReason.ProtocolViolation;
}
