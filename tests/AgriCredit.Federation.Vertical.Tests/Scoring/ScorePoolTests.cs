namespace AgriCredit.Federation.Vertical.Tests.Scoring;

/// <summary>Randomness that was dealt ahead serves sessions without a dealer, every block of it once, whoever is killed when.</summary>
public sealed class ScorePoolTests : IDisposable
{
    private readonly ScoringFederation _federation = new(2, 10, seed: 330);
    private readonly StoppingStore[] _stores = [new(), new()];

    public void Dispose() => _federation.Dispose();

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public async Task PreparedRandomness_ScoresWithoutADealer_UntilItIsUsedUp(int parties, bool isBand)
    {
        using var federation = new ScoringFederation(parties, 10, seed: 331) { Terms = new ScoringTerms { BandEdges = isBand ? [0.1, 0.3] : [] } };
        StoppingStore[] stores = [.. Enumerable.Range(0, parties).Select(_ => new StoppingStore())];
        Assert.All(await PrepareAsync(federation, stores, 32), outcome => Assert.Null(outcome.Failure));
        Assert.All(stores, store => Assert.Equal((32, federation.Terms.Release), (new ScorePool(store).Remaining, new ScorePool(store).Release!.Value)));

        // Ten applicants take two blocks of eight.
        for (int session = 0; session < 2; session++)
        {
            ScoringOutcome[] outcomes = await ScoreAsync(federation, stores);
            Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
            for (int row = 0; row < 10; row++)
            {
                double probability = 1 / (1 + Math.Exp(-federation.Logit(row)));
                ApplicantScore score = outcomes[0].Result!.Applicants[row];
                Assert.True(isBand ? score.Band is 0 or 1 or 2 : Math.Abs(score.Probability!.Value - probability) < 6e-5);
            }
        }

        Assert.All(stores, store => Assert.Equal(0, new ScorePool(store).Remaining));
        Assert.Single(stores[^1].ReadAll("scoring-pool/"));
        Assert.All(await ScoreAsync(federation, stores), outcome => Assert.Equal(JointFailureReason.UsedRandomness, outcome.Failure!.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task PartyKilledBetweenMarkingAndSending_NeverUsesTheBlocksAgain(int killed)
    {
        Assert.All(await PrepareAsync(_federation, _stores, 32), outcome => Assert.Null(outcome.Failure));
        _stores[killed].StopsAfterNextWrite = true;

        ScoringOutcome?[] ends = await Task.WhenAll((await StartAsync(_federation, _stores)).Select(async run =>
        {
            try
            {
                return await run;
            }
            catch (KilledException)
            {
                return null;
            }
        }));
        Assert.Null(ends[killed]);
        Assert.Equal(16, new ScorePool(_stores[killed]).Remaining);

        ScoringOutcome[] outcomes = await ScoreAsync(_federation, _stores);

        // Whether or not the other party has marked them: both go on after the last block that any has.
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.All(_stores, store => Assert.Equal(0, new ScorePool(store).Remaining));
    }

    [Fact]
    public async Task RestoredOlderCopyAtOneParty_TakesNoBlockThatTheOtherHasUsed()
    {
        await PrepareAsync(_federation, _stores, 32);
        KeyValuePair<string, byte[]>[] older = [.. _stores[1].ReadAll("")];
        await ScoreAsync(_federation, _stores);
        _stores[1].Write([.. older.Select(entry => StateChange.Set(entry.Key, entry.Value))]);

        Assert.All(await ScoreAsync(_federation, _stores), outcome => Assert.Null(outcome.Failure));
        Assert.All(_stores, store => Assert.Equal(0, new ScorePool(store).Remaining));
    }

    [Fact]
    public async Task UsedBlock_IsRefused()
    {
        await PrepareAsync(_federation, _stores, 32);
        var scoring = new Wire.JointScoring();
        var pool = new ScorePool(_stores[0]);
        pool.Offer(scoring);
        pool.Take(0, 2, JointFederation.Bank, scoring.Pool.Span, ScoreRelease.Probability).Dispose();

        foreach (ScorePool again in (ScorePool[])[pool, new ScorePool(_stores[0])])
        {
            JointException refused = Assert.Throws<JointException>(() => again.Take(1, 1, JointFederation.Bank, scoring.Pool.Span, ScoreRelease.Probability));
            Assert.Equal(JointFailureReason.UsedRandomness, refused.Failure.Reason);
        }

        Assert.Throws<JointException>(() => pool.Take(2, 3, JointFederation.Bank, scoring.Pool.Span, ScoreRelease.Probability));
        Assert.Throws<JointException>(() => pool.Take(2, 1, JointFederation.Bank, new byte[32], ScoreRelease.Probability));
        Assert.Throws<JointException>(() => pool.Take(2, 1, JointFederation.Bank, scoring.Pool.Span, ScoreRelease.Band));
        pool.Take(2, 2, JointFederation.Bank, scoring.Pool.Span, ScoreRelease.Probability).Dispose();
    }

    [Fact]
    public async Task PreparationsThatDiffer_ScoreNobody()
    {
        await PrepareAsync(_federation, _stores, 32);
        StoppingStore[] others = [new(), new()];
        await PrepareAsync(_federation, others, 32);

        ScoringOutcome[] outcomes = await ScoreAsync(_federation, [_stores[0], others[1]]);

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.UsedRandomness, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    [Fact]
    public async Task MembersThatPrepareDifferently_PrepareNothing()
    {
        await using IMemberChannel bank = _federation.Members.Connect(JointFederation.Bank);
        await using IMemberChannel cloud = _federation.Members.Connect(JointFederation.Cloud);
        await using IMemberChannel dealer = _federation.Members.Connect(JointFederation.Dealer);

        ScoringOutcome[] outcomes = await Task.WhenAll(
            Preparation(_federation, _stores, 0, 32).RunAsync(bank, default), Preparation(_federation, _stores, 1, 40).RunAsync(cloud, default), _federation.Dealer().PrepareAsync(ScoreRelease.Probability, 32, dealer, default));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.OtherTerms, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
        Assert.All(_stores, store => Assert.Equal(0, new ScorePool(store).Remaining));
    }

    private static ScorePreparation Preparation(ScoringFederation federation, StoppingStore[] stores, int place, int applicants) =>
        new(federation.Members.Options(federation.Members.Parties[place]), federation.Terms.Release, applicants, new ScorePool(stores[place]));

    private static async Task<ScoringOutcome[]> PrepareAsync(ScoringFederation federation, StoppingStore[] stores, int applicants) =>
        await federation.RunAsync(own: member => channel => member == JointFederation.Dealer
            ? federation.Dealer().PrepareAsync(federation.Terms.Release, applicants, channel, default)
            : Preparation(federation, stores, federation.Members.Parties.ToList().IndexOf(member), applicants).RunAsync(channel, default));

    private static async Task<ScoringOutcome[]> ScoreAsync(ScoringFederation federation, StoppingStore[] stores) => await Task.WhenAll(await StartAsync(federation, stores));

    private static Task<Task<ScoringOutcome>[]> StartAsync(ScoringFederation federation, StoppingStore[] stores)
    {
        (int Place, IMemberChannel Channel)[] members = [.. federation.Members.Parties.Select((member, place) => (place, federation.Members.Connect(member)))];
        return Task.FromResult<Task<ScoringOutcome>[]>([.. members.Select(member => Task.Run(async () =>
        {
            await using IMemberChannel channel = member.Channel;
            var pool = new ScorePool(stores[member.Place]);
            return member.Place == 0
                ? await federation.Requester(pool: pool).RunAsync(federation.Rows[0], channel, default)
                : await federation.Provider(member.Place, pool: pool).RunAsync(channel, default);
        }))]);
    }

    private sealed class KilledException : Exception;

    /// <summary>A store after one of whose writes the process is no more.</summary>
    private sealed class StoppingStore : IStateStore
    {
        private readonly MemoryStateStore _store = new();

        public bool StopsAfterNextWrite { get; set; }

        public byte[]? Read(string key) => _store.Read(key);

        public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix) => _store.ReadAll(prefix);

        public void Write(IReadOnlyList<StateChange> changes)
        {
            _store.Write(changes);
            if (StopsAfterNextWrite)
            {
                StopsAfterNextWrite = false;
                throw new KilledException();
            }
        }

        public void Dispose() => _store.Dispose();
    }
}
