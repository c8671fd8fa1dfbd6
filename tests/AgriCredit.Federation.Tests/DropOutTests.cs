using System.Globalization;
using Xunit.Abstractions;

namespace AgriCredit.Federation.Tests;

/// <summary>
/// Every way in which parties can drop out of a resilient round: whenever a party is about to send, it sends or is gone (or late), and the tree of these choices is walked to
/// its end. Each run gives the plain sum over the survivors, bit for bit, or the named end that PROTOCOL 2.4 says, and nothing else.
/// </summary>
/// <remarks>
/// Leaving after a message is leaving before the next that the party is asked for, so the tree holds every pattern once. c enters a session through the quorum alone, so
/// of the c with one quorum the smallest is run. With AGRICREDIT_EXHAUSTIVE=1 seven and eight parties are walked to the end too; else they are sampled.
/// </remarks>
public sealed class DropOutTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_124;
    private static readonly bool Exhaustive = Environment.GetEnvironmentVariable("AGRICREDIT_EXHAUSTIVE") == "1";
    private static readonly Fate[] SendOrLeave = [Fate.Send, Fate.VanishBefore];
    private static readonly Fate[] SendOrLeaveOrLate = [Fate.Send, Fate.VanishBefore, Fate.Late];

    public static TheoryData<int, int> SmallSessions => Sessions(3, 6);

    public static TheoryData<int, int> LargeSessions => Sessions(7, 8);

    [Theory]
    [MemberData(nameof(SmallSessions))]
    public void EveryPatternOfARound_GivesTheSumOfTheSurvivorsOrANamedEnd(int parties, int collusion) => RunAll(parties, collusion, rounds: 1, SendOrLeave, new Choices(), int.MaxValue);

    [Theory]
    [MemberData(nameof(LargeSessions))]
    public void PatternsOfARoundOfMoreParties_GiveTheSumOfTheSurvivorsOrANamedEnd(int parties, int collusion)
    {
        if (Exhaustive)
        {
            RunAll(parties, collusion, rounds: 1, SendOrLeave, new Choices(), int.MaxValue);
        }
        else
        {
            RunAll(parties, collusion, rounds: 1, SendOrLeave, new Choices(new Random(Seed + parties + collusion), unlikely: 0.1), runs: 100);
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public void EveryPatternWithLateMessages_GivesTheSumOfTheSurvivorsOrANamedEnd(int parties, int collusion) =>
        RunAll(parties, collusion, rounds: 1, SendOrLeaveOrLate, new Choices(), int.MaxValue);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public void EveryPatternOfTwoRounds_GivesTheSumsOfTheSurvivorsOrANamedEnd(int parties, int collusion) => RunAll(parties, collusion, rounds: 2, SendOrLeave, new Choices(), int.MaxValue);

    [Fact]
    public void PatternsOfThreeRoundsWithLateMessages_GiveTheSumsOfTheSurvivorsOrANamedEnd() =>
        RunAll(parties: 6, collusion: 1, rounds: 3, SendOrLeaveOrLate, new Choices(new Random(Seed), unlikely: 0.04), runs: Exhaustive ? 20_000 : 300);

    private static TheoryData<int, int> Sessions(int from, int to)
    {
        var sessions = new TheoryData<int, int>();
        for (int parties = from; parties <= to; parties++)
        {
            int n = parties;
            foreach (int collusion in Enumerable.Range(1, n - 2).DistinctBy(c => AggregationModes.Quorum(AggregationMode.Resilient, n, c)))
            {
                sessions.Add(parties, collusion);
            }
        }

        return sessions;
    }

    private void RunAll(int parties, int collusion, ulong rounds, Fate[] fates, Choices choices, int runs)
    {
        using var snapshot = new RoundSnapshot(parties, collusion);
        int patterns = 0;
        int sums = 0;
        int voids = 0;
        int ends = 0;
        do
        {
            var pattern = new Pattern(snapshot, fates, choices, RoundSnapshot.FirstRound + rounds - 1);
            try
            {
                pattern.Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"n = {parties}, c = {collusion}, q = {snapshot.Quorum}, choices {choices}: {exception.Message}", exception);
            }

            patterns++;
            sums += pattern.Sums;
            voids += pattern.Voids;
            ends += pattern.HasEnded ? 1 : 0;
        }
        while (patterns < runs && choices.MoveNext());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"n = {parties}, c = {collusion}, q = {snapshot.Quorum}, {rounds} round(s): {patterns:N0} patterns, {sums:N0} sums, {voids:N0} void rounds, {ends:N0} sessions ended for want of survivors."));
        Assert.True(sums > 0);
    }

    /// <summary>One walk, and what the protocol says must come of it.</summary>
    private sealed class Pattern(RoundSnapshot snapshot, Fate[] fates, Choices choices, ulong lastRound)
    {
        private readonly Dictionary<(ulong Round, MessageKind Kind), Dictionary<PartyId, Fate>> _fates = [];

        public int Sums { get; private set; }

        public int Voids { get; private set; }

        public bool HasEnded { get; private set; }

        public void Run()
        {
            using DrivenFederation driven = snapshot.Resume();
            driven.Decide = Decide;
            driven.Run();
            SessionRecord.AssertOneMessageForEachPlace(driven);
            SessionRecord.AssertNeverShareAndKey(driven);
            IReadOnlyList<IReadOnlyList<PartyId>> summed = snapshot.Oracle.Check(SessionRecord.Ends(driven));
            IReadOnlyList<PartyId>? participants = snapshot.Parties;
            ulong round = RoundSnapshot.FirstRound;
            for (; round <= lastRound && participants is not null; round++)
            {
                IReadOnlyList<PartyId>? found = summed.Count >= (int)round ? summed[(int)round - 1] : null;
                participants = Follow(round, participants, found);
            }

            if (participants is null)
            {
                HasEnded = true;
                Assert.Equal(SessionFailureReason.TooFewSurvivors, driven.Outcome.Failure!.Reason);
            }
            else
            {
                Assert.False(driven.Coordinator.Completion.IsCompleted);
                Assert.Equal(participants, driven.Coordinator.Participants);
            }

            AssertPartiesEndedByName(driven, participants);
        }

        /// <summary>Who goes on after a round: null when the session ends there.</summary>
        /// <param name="round">The round.</param>
        /// <param name="participants">P_r.</param>
        /// <param name="summed">Who was summed; nobody in a void round; null when the round has no end.</param>
        private PartyId[]? Follow(ulong round, IReadOnlyList<PartyId> participants, IReadOnlyList<PartyId>? summed)
        {
            PartyId[] survivors = Sent(round, MessageKind.MaskedInput, participants);
            bool whole = survivors.Length == participants.Count;
            if (survivors.Length < snapshot.Quorum)
            {
                Assert.Null(summed);
                return null;
            }

            // Whose signature is late may still unmask, once a quorum of others has signed.
            PartyId[] signed = whole ? survivors : Sent(round, MessageKind.SurvivorAck, survivors);
            PartyId[] unmasked = signed.Length < snapshot.Quorum ? signed : Sent(round, MessageKind.Unmask, survivors);
            bool hasSum = signed.Length >= snapshot.Quorum && (whole ? unmasked.Length >= snapshot.Quorum : unmasked.Length == survivors.Length);
            if (!hasSum && unmasked.Length < snapshot.Quorum)
            {
                Assert.Null(summed);
                return null;
            }

            Assert.Equal(hasSum ? survivors : [], summed);
            Sums += hasSum ? 1 : 0;
            Voids += hasSum ? 0 : 1;
            return unmasked;
        }

        private PartyId[] Sent(ulong round, MessageKind kind, IEnumerable<PartyId> of) =>
            [.. of.Where(party => _fates.TryGetValue((round, kind), out Dictionary<PartyId, Fate>? chosen) && chosen.TryGetValue(party, out Fate fate) && fate == Fate.Send)];

        /// <summary>A party that is there stands at the next round, or was told by name why it does not.</summary>
        private static void AssertPartiesEndedByName(DrivenFederation driven, IReadOnlyList<PartyId>? participants)
        {
            for (int place = 0; place < driven.PartyOutcomes.Count; place++)
            {
                PartyId party = driven.Coordinator.Roster.Parties[place];
                if (driven.PartyOutcomes[place] is { } outcome)
                {
                    Assert.True(outcome.Failure!.Reason is SessionFailureReason.TooFewSurvivors or SessionFailureReason.DroppedOut, outcome.Failure.Message);
                    Assert.False(participants?.Contains(party) ?? false);
                }
            }
        }

        private Fate Decide(PartyId party, Envelope message)
        {
            if (message.Round > lastRound)
            {
                return Fate.Rest;
            }

            Fate fate = fates[choices.Next(fates.Length)];
            if (!_fates.TryGetValue((message.Round, message.Kind), out Dictionary<PartyId, Fate>? chosen))
            {
                _fates.Add((message.Round, message.Kind), chosen = []);
            }

            chosen.Add(party, fate);
            return fate;
        }
    }
}
