namespace AgriCredit.Federation.Tests;

/// <summary>What the messages of a driven session must hold to, whatever was done to it.</summary>
internal static class SessionRecord
{
    /// <summary>How each round ended, in order: from a store, where it holds it, and from what reached the parties; one round has one end.</summary>
    public static IReadOnlyList<Wire.EndedRound> Ends(DrivenFederation driven)
    {
        var ends = new SortedDictionary<ulong, Wire.EndedRound>(
            driven.Options.Store.ReadAll("coordinator/end/").ToDictionary(entry => ulong.Parse(entry.Key.Split('/')[2], null), entry => Payload(Wire.EndedRound.Parser.ParseFrom(entry.Value))));
        foreach (Envelope envelope in driven.Answered.Select(answer => answer.Envelope).Where(envelope => envelope.Kind is MessageKind.Publish or MessageKind.Void))
        {
            Wire.EndedRound end = envelope.Kind == MessageKind.Publish ? new() { Publish = envelope.Wire.Payload } : new() { Void = envelope.Wire.Payload };
            Assert.Equal(ends.TryGetValue(envelope.Round, out Wire.EndedRound? other) ? other : end, end);
            ends[envelope.Round] = end;
        }

        Assert.Equal(Enumerable.Range(1, ends.Count).Select(round => (ulong)round), ends.Keys);
        return [.. ends.Values];
    }

    /// <summary>For one place a member signs one payload, or is silent, restarts or not; a survivor set is each receiver's own.</summary>
    public static void AssertOneMessageForEachPlace(DrivenFederation driven)
    {
        AssertOnePayload(driven.Received.Select(message => (message.Sender, message)));
        AssertOnePayload(driven.Answered
            .Where(answer => answer.Envelope.Kind is not (MessageKind.Abort or MessageKind.SurvivorSet))
            .Select(answer => (answer.Envelope.Kind == MessageKind.GroupKeyBox ? answer.Party.Value : "", answer.Envelope)));
    }

    /// <summary>Of a peer's secrets in a round a party gives a share of its self mask or the mask key with it, never both; and for one set of survivors alone.</summary>
    public static void AssertNeverShareAndKey(DrivenFederation driven)
    {
        foreach (var round in driven.Received.Where(message => message.Kind == MessageKind.Unmask).GroupBy(message => message.Round))
        {
            (int Shares, int Keys)[] sizes = [.. round.Select(message => Wire.Unmask.Parser.ParseFrom(message.Payload.Span)).Select(unmask => (unmask.Shares.Count, unmask.Leaves.Count)).Distinct()];
            Assert.Single(sizes);
        }

        foreach (var round in driven.Received.Where(message => message.Kind == MessageKind.SurvivorAck).GroupBy(message => message.Round))
        {
            Assert.Single(round.Select(message => Wire.SurvivorAck.Parser.ParseFrom(message.Payload.Span).SurvivorsHash).Distinct());
        }
    }

    private static void AssertOnePayload(IEnumerable<(string Member, Envelope Message)> messages)
    {
        foreach (var place in messages.GroupBy(entry => (entry.Member, entry.Message.Wire.Session, entry.Message.Kind, entry.Message.Round, entry.Message.Attempt)))
        {
            Assert.Single(place.Select(entry => Convert.ToHexString(entry.Message.PayloadHash)).Distinct());
        }
    }

    private static Wire.EndedRound Payload(Wire.EndedRound stored) =>
        stored.MessageCase == Wire.EndedRound.MessageOneofCase.Publish ? new() { Publish = stored.Publish } : new() { Void = stored.Void };
}
