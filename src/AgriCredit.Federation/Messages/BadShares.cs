namespace AgriCredit.Federation;

/// <summary>Reads a party's report of boxes that do not open.</summary>
internal static class BadShares
{
    /// <summary>The parties whose boxes it names; null when it names none, itself or somebody who is not a survivor.</summary>
    public static IReadOnlyList<PartyId>? Read(Envelope envelope, PartyId reporter, IReadOnlyList<PartyId> survivors) =>
        WireReader.Parse(Wire.BadShare.Parser, envelope.Payload) is { } report
        && WireReader.ReadParties(report.Senders) is { Count: > 0 } senders
        && senders.All(sender => sender != reporter && survivors.Contains(sender))
            ? senders
            : null;
}
