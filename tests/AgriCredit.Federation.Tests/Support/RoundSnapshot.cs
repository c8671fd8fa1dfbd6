namespace AgriCredit.Federation.Tests;

/// <summary>A resilient session as its members' stores hold it when all stand at the input of the first round of training; any number of runs goes on from there.</summary>
internal sealed class RoundSnapshot : IDisposable
{
    /// <summary>After means and variances.</summary>
    public const ulong FirstRound = 3;

    private readonly InMemoryFederation _federation;
    private readonly IReadOnlyList<KeyValuePair<string, byte[]>> _coordinator;
    private readonly IReadOnlyList<KeyValuePair<string, byte[]>>[] _parties;

    public RoundSnapshot(int parties, int collusion)
    {
        Quorum = AggregationModes.Quorum(AggregationMode.Resilient, parties, collusion);
        var clock = new FakeClock();
        _federation = new InMemoryFederation(
            SyntheticRows.Split(SyntheticRows.Make(20 * parties, 1, parties), parties, parties),
            Terms.With(mode: AggregationMode.Resilient, collusion: collusion),
            clock: clock);
        using var driven = new DrivenFederation(_federation, clock) { Decide = (_, message) => message.Round == FirstRound ? Fate.Rest : Fate.Send };
        driven.Run();
        _coordinator = driven.Options.Store.ReadAll("");
        _parties = [.. _federation.Parties.Select(party => party.Store.ReadAll(""))];
        Envelope plan = driven.Answered.First(answer => answer.Envelope.Kind == MessageKind.SessionPlan).Envelope;
        Oracle = new PlainSums(SessionPlan.Read(plan.Payload)!, _federation.Parties);
    }

    public int Quorum { get; }

    public IReadOnlyList<PartyId> Parties => _federation.Credentials.Roster.Parties;

    public PlainSums Oracle { get; }

    /// <summary>A session that goes on from here, over stores of its own.</summary>
    public DrivenFederation Resume()
    {
        var clock = new FakeClock();
        return new DrivenFederation(
            _federation.OptionsWith(Copy(_coordinator), clock),
            _federation.Parties.Select((party, index) => new PartyOptions
            {
                Identity = party.Identity,
                Roster = party.Roster,
                Rows = party.Rows,
                AcceptedWaivers = party.AcceptedWaivers,
                Store = Copy(_parties[index]),
            }),
            clock);
    }

    public void Dispose() => _federation.Dispose();

    private static MemoryStateStore Copy(IEnumerable<KeyValuePair<string, byte[]>> contents)
    {
        var store = new MemoryStateStore();
        store.Write([.. contents.Select(entry => StateChange.Set(entry.Key, entry.Value))]);
        return store;
    }
}
