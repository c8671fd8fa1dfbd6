using AgriCredit.Learning;

namespace AgriCredit.Federation.Tests;

/// <summary>A small session of few rounds over stores that crash where they are told to, among members whose certificates are shared by all runs.</summary>
internal sealed class FaultySession : IDisposable
{
    private readonly InMemoryFederation _federation;
    private readonly FakeClock _clock = new();

    /// <summary>Prepares a session.</summary>
    /// <param name="credentials">The members.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="trainingRounds">Rounds of gradient descent; two come before and one after.</param>
    /// <param name="crash">When which member is killed in which of its writes; parties from 0, the coordinator is -1.</param>
    public FaultySession(EphemeralCredentials credentials, AggregationMode mode, int trainingRounds, Func<int, int, Crash> crash)
    {
        int parties = credentials.Roster.Parties.Count;
        CoordinatorStore = new CrashingStore(new MemoryStateStore(), write => crash(-1, write));
        PartyStores = [.. Enumerable.Range(0, parties).Select(party => new CrashingStore(new MemoryStateStore(), write => crash(party, write)))];
        _federation = new InMemoryFederation(
            SyntheticRows.Split(SyntheticRows.Make(20 * parties, 1, parties), parties, parties),
            Terms.With(mode: mode, training: new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 0.3, MaxRounds = trainingRounds, Tolerance = 0 }),
            stores: PartyStores,
            clock: _clock,
            credentials: credentials);
        Driven = new DrivenFederation(_federation, _clock, CoordinatorStore);
    }

    public CrashingStore CoordinatorStore { get; }

    public IReadOnlyList<CrashingStore> PartyStores { get; }

    public DrivenFederation Driven { get; }

    /// <summary>How often each member wrote; the coordinator last.</summary>
    public int[] Writes => [.. PartyStores.Select(store => store.Writes), CoordinatorStore.Writes];

    /// <summary>Checks what holds of every session: each sum plain and exact, one payload for each place, and an end that all who are there share.</summary>
    /// <returns>How many rounds ended.</returns>
    public int Check()
    {
        SessionRecord.AssertOneMessageForEachPlace(Driven);
        SessionRecord.AssertNeverShareAndKey(Driven);
        IReadOnlyList<Wire.EndedRound> ends = SessionRecord.Ends(Driven);
        if (ends.Count > 0)
        {
            Envelope plan = Driven.Answered.First(answer => answer.Envelope.Kind == MessageKind.SessionPlan).Envelope;
            new PlainSums(SessionPlan.Read(plan.Payload)!, _federation.Parties).Check(ends);
        }

        SessionOutcome outcome = Driven.Outcome;
        foreach (SessionOutcome other in Driven.PartyOutcomes.OfType<SessionOutcome>())
        {
            Assert.True(other.IsFinished == outcome.IsFinished || other.Failure!.Reason == SessionFailureReason.DroppedOut, $"{outcome.Failure?.Message} | {other.Failure?.Message}");
            if (other.IsFinished)
            {
                Assert.Equal(outcome.Result!.Weights, other.Result.Weights);
            }
        }

        return ends.Count;
    }

    public void Dispose()
    {
        Driven.Dispose();
        _federation.Dispose();
    }
}
