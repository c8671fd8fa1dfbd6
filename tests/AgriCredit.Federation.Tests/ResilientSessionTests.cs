using AgriCredit.Learning;

namespace AgriCredit.Federation.Tests;

/// <summary>Sessions in resilient mode: who drops out when, and what comes of it. Oracle: the pooled fit of those who stayed, on the scale of all.</summary>
public sealed class ResilientSessionTests
{
    private const ulong FirstTrainingRound = 3;

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void NobodyDropsOut_GivesTheFitOfAll(int parties)
    {
        using Case session = new(parties);
        session.Run();
        session.AssertFitOf(Enumerable.Range(0, parties));
        Assert.DoesNotContain(session.Received, message => message.Kind == MessageKind.SurvivorAck);
    }

    [Theory]
    [InlineData(MessageKind.MaskedInput, false)]
    [InlineData(MessageKind.MaskedInput, true)]
    [InlineData(MessageKind.Unmask, false)]
    [InlineData(MessageKind.Unmask, true)]
    public void OnePartyDropsOut_TheOthersGoOn(MessageKind at, bool after)
    {
        using Case session = new(5);
        session.Leave(1, FirstTrainingRound + 1, at, after);
        session.Run();
        session.AssertFitOf([0, 2, 3, 4]);
        Assert.Equal(["bank-1"], session.DroppedOut);
    }

    [Fact]
    public void PartiesDropOutInDifferentRounds_TheOthersGoOn()
    {
        using Case session = new(8);
        session.Leave(1, FirstTrainingRound, MessageKind.MaskedInput, after: false);
        session.Leave(6, FirstTrainingRound + 1, MessageKind.MaskedInput, after: false);
        session.Leave(3, FirstTrainingRound + 2, MessageKind.Unmask, after: false);
        session.Run();
        session.AssertFitOf([0, 2, 4, 5, 7]);
    }

    [Fact]
    public void DroppedOutBeforeAndAfterInputOfOneRound_TheRoundIsGivenUpAndTheFitIsThatOfThoseWhoStayed()
    {
        using Case session = new(7);
        session.Leave(1, FirstTrainingRound + 1, MessageKind.MaskedInput, after: false);
        session.Leave(4, FirstTrainingRound + 1, MessageKind.MaskedInput, after: true);
        session.Run();
        session.AssertFitOf([0, 2, 3, 5, 6]);
        Assert.Contains(session.Rounds, round => round is { Round: FirstTrainingRound + 1, Parties: 0 });
    }

    [Fact]
    public void TooManyDropOut_EndsTheSessionByName()
    {
        using Case session = new(5);
        foreach (int party in (int[])[0, 1, 2])
        {
            session.Leave(party, FirstTrainingRound, MessageKind.MaskedInput, after: false);
        }

        session.Run();
        Assert.Equal(SessionFailureReason.TooFewSurvivors, session.Outcome.Failure!.Reason);
        Assert.Equal(["bank-0", "bank-1", "bank-2"], session.Outcome.Failure.Parties.Select(party => party.Value));
    }

    [Fact]
    public void VoidWithoutAModel_EndsTheSession()
    {
        using Case session = new(7);
        session.Leave(1, 1, MessageKind.MaskedInput, after: false);
        session.Leave(4, 1, MessageKind.MaskedInput, after: true);
        session.Run();
        Assert.Equal(SessionFailureReason.Void, session.Outcome.Failure!.Reason);
    }

    [Theory]
    [InlineData(OptimizerKind.FedSgd)]
    [InlineData(OptimizerKind.FedAvg)]
    public void OtherOptimizers_GoOnWithoutADropOut(OptimizerKind optimizer)
    {
        var training = new TrainingOptions { Optimizer = optimizer, LearningRate = 0.3, MaxRounds = 6, LocalEpochs = 1, BatchSize = 16 };
        using Case session = new(5, training, optimizer == OptimizerKind.FedAvg ? new MathNetTrainer() : null);
        session.Leave(2, FirstTrainingRound + 2, MessageKind.MaskedInput, after: false);
        session.Run();
        Assert.True(session.Outcome.IsFinished, session.Outcome.Failure?.ToString());
        Assert.Equal(4, session.Outcome.Result.Survivors.Count);
    }

    [Fact]
    public void KilledBeforeOrAfterEveryMessage_EveryPartyGoesOnToTheSameModel()
    {
        using Case undisturbed = new(5);
        undisturbed.Leave(1, FirstTrainingRound + 1, MessageKind.MaskedInput, after: false);
        undisturbed.Run();
        foreach (Fate fate in (Fate[])[Fate.RestartBefore, Fate.RestartAfter])
        {
            var killed = new HashSet<(PartyId, MessageKind, ulong)>();
            using Case session = new(5);
            session.Leave(1, FirstTrainingRound + 1, MessageKind.MaskedInput, after: false);
            session.Disturb((party, message) => message.Kind != MessageKind.Declaration && killed.Add((party, message.Kind, message.Round)) ? fate : Fate.Send);
            session.Run();
            Assert.True(session.Outcome.IsFinished, session.Outcome.Failure?.ToString());
            Assert.Equal(undisturbed.Outcome.Result!.Weights, session.Outcome.Result.Weights);
            session.AssertOneMessageForEachPlace();
        }
    }

    [Fact]
    public void CoordinatorKilledAtEveryMessage_TheSessionGoesOnToTheSameModel()
    {
        using Case undisturbed = new(5);
        undisturbed.Leave(1, FirstTrainingRound + 1, MessageKind.MaskedInput, after: false);
        undisturbed.Run();
        int messages = undisturbed.Received.Count;
        for (int at = 0; at < messages; at += 7)
        {
            int kill = at;
            using Case session = new(5);
            session.Leave(1, FirstTrainingRound + 1, MessageKind.MaskedInput, after: false);
            session.KillCoordinatorAt(kill);
            session.Run();
            Assert.True(session.Outcome.IsFinished, $"killed at message {kill}: {session.Outcome.Failure}");
            Assert.Equal(undisturbed.Outcome.Result!.Weights, session.Outcome.Result.Weights);
            session.AssertOneMessageForEachPlace();
        }
    }

    /// <summary>One session with chosen drop-outs and kills.</summary>
    private sealed class Case : IDisposable
    {
        private readonly InMemoryFederation _federation;
        private readonly DrivenFederation _driven;
        private readonly Dataset[] _rows;
        private readonly Dictionary<PartyId, (ulong Round, MessageKind Kind, bool After)> _leave = [];
        private Func<PartyId, Envelope, Fate> _disturb = (_, _) => Fate.Send;

        public Case(int parties, TrainingOptions? training = null, ILocalTrainer? trainer = null)
        {
            _rows = SyntheticRows.Split(SyntheticRows.Make(60 * parties, 2, parties), parties, parties);
            var clock = new FakeClock();
            _federation = new InMemoryFederation(_rows, Terms.With(training: training, trainer: trainer?.Name ?? "", mode: AggregationMode.Resilient), trainer, clock: clock);
            _driven = new DrivenFederation(_federation, clock) { Decide = Decide };
        }

        public SessionOutcome Outcome => _driven.Outcome;

        public List<Envelope> Received => _driven.Received;

        public IReadOnlyList<RoundRecord> Rounds => _driven.Coordinator.Rounds;

        public IEnumerable<string> DroppedOut => _driven.Coordinator.Roster.Parties.Except(_driven.Coordinator.Participants).Select(party => party.Value);

        public void Leave(int party, ulong round, MessageKind kind, bool after) => _leave.Add(_federation.Parties[party].Identity.Id, (round, kind, after));

        public void Disturb(Func<PartyId, Envelope, Fate> fate) => _disturb = fate;

        public void KillCoordinatorAt(int message)
        {
            int seen = 0;
            _driven.KillCoordinator = _ => seen++ == message;
        }

        public void Run() => _driven.Run();

        public void AssertFitOf(IEnumerable<int> stayed)
        {
            int[] places = [.. stayed];
            Assert.True(Outcome.IsFinished, Outcome.Failure?.ToString());
            Standardisation scale = Standardisation.FromRows(Dataset.Concatenate(_rows));
            LogisticFit pooled = LogisticRegression.Fit(DesignMatrix.Create(Dataset.Concatenate([.. places.Select(place => _rows[place])]), scale), new TrainingOptions());
            for (int index = 0; index < pooled.Weights.Length; index++)
            {
                Assert.Equal(pooled.Weights[index], Outcome.Result.Weights[index], 1e-8);
            }

            foreach (int place in places)
            {
                Assert.Equal(Outcome.Result.Weights, _driven.PartyOutcomes[place]!.Result!.Weights);
            }
        }

        /// <summary>Whatever is killed when: for one place a party signs the same payload, or is silent.</summary>
        public void AssertOneMessageForEachPlace()
        {
            foreach (IGrouping<(string, MessageKind, ulong), Envelope> place in Received.GroupBy(message => (message.Sender, message.Kind, message.Round)))
            {
                Assert.Single(place.Select(message => Convert.ToHexString(message.PayloadHash)).Distinct());
            }
        }

        public void Dispose()
        {
            _driven.Dispose();
            _federation.Dispose();
        }

        private Fate Decide(PartyId party, Envelope message) =>
            _leave.TryGetValue(party, out (ulong Round, MessageKind Kind, bool After) leave) && leave.Round == message.Round && leave.Kind == message.Kind
                ? leave.After ? Fate.VanishAfter : Fate.VanishBefore
                : _disturb(party, message);
    }
}
