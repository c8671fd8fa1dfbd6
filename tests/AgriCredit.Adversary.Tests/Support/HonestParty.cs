namespace AgriCredit.Adversary.Tests;

/// <summary>What must hold of an honest party, whatever it is told and whenever it is killed (PROTOCOL 9.3). Checked over all it ever put on the wire.</summary>
internal sealed class HonestParty
{
    private readonly Dictionary<(MessageKind, ulong), string> _payloads = [];
    private readonly Dictionary<PartyId, byte[]> _trueShares;
    private readonly IReadOnlyList<PartyId> _participants;
    private readonly HashSet<PartyId> _sharesGiven = [];
    private readonly HashSet<PartyId> _leavesGiven = [];
    private string? _signed;

    public HonestParty(PartyId id, IReadOnlyList<PartyId> participants, Dictionary<PartyId, byte[]> trueShares)
    {
        Id = id;
        _participants = participants;
        _trueShares = trueShares;
    }

    public PartyId Id { get; }

    /// <summary>How many messages of each kind were seen, to know that a run got anywhere.</summary>
    public Dictionary<MessageKind, int> Seen { get; } = [];

    /// <summary>Checks one message that the party would send.</summary>
    /// <param name="message">The message.</param>
    /// <param name="roundPlan">The round that is played.</param>
    /// <param name="told">The survivors that it signed or unmasks for, as it stored them.</param>
    public void Check(Envelope message, Envelope roundPlan, IReadOnlyList<PartyId> told)
    {
        string payload = Convert.ToHexString(message.PayloadHash);
        if (_payloads.TryGetValue((message.Kind, message.Round), out string? before))
        {
            Assert.True(before == payload || message.Kind == MessageKind.Refusal, $"{Id} sent two different messages as its {message}.");
            return;
        }

        _payloads.Add((message.Kind, message.Round), payload);
        Seen[message.Kind] = Seen.GetValueOrDefault(message.Kind) + 1;
        if (message.Round != roundPlan.Round)
        {
            return;
        }

        switch (message.Kind)
        {
            case MessageKind.SurvivorAck:
                byte[] signed = Wire.SurvivorAck.Parser.ParseFrom(message.Payload.Span).SurvivorsHash.ToByteArray();
                Assert.Equal(Transcript.HashSurvivors(roundPlan.PayloadHash, told), signed);
                Sign(told);
                break;
            case MessageKind.Unmask:
                Give(Wire.Unmask.Parser.ParseFrom(message.Payload.Span), told);
                break;
        }
    }

    private void Sign(IReadOnlyList<PartyId> survivors)
    {
        string list = string.Join(',', survivors);
        Assert.True(_signed is null || _signed == list, $"{Id} signed two lists.");
        _signed = list;
    }

    private void Give(Wire.Unmask unmask, IReadOnlyList<PartyId> survivors)
    {
        // What is given for a list counts as its signature. One that accused and signed nothing may follow a quorum.
        Sign(survivors);
        Assert.Equal(survivors.Count, unmask.Shares.Count);
        for (int index = 0; index < survivors.Count; index++)
        {
            if (!unmask.Shares[index].IsEmpty)
            {
                _sharesGiven.Add(survivors[index]);
                Assert.True(unmask.Shares[index].Span.SequenceEqual(_trueShares[survivors[index]]), $"{Id} gave what another box held.");
            }
        }

        PartyId[] dropped = [.. _participants.Except(survivors)];
        Assert.Equal(dropped.Length, unmask.Leaves.Count);
        _leavesGiven.UnionWith(dropped);
        Assert.False(_sharesGiven.Overlaps(_leavesGiven), $"{Id} gave share and key of one peer.");
    }
}
