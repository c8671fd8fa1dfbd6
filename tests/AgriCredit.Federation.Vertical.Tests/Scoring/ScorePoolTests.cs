using System.Collections.Concurrent;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical.Tests.Scoring;

/// <summary>Randomness that was dealt ahead serves sessions without a dealer, every block of it once, whoever is killed when.</summary>
public sealed class ScorePoolTests : IDisposable
{
    /// <summary>Bytes of round 1 for ten applicants, sealed.</summary>
    private const int OpeningLength = 1 + SealedStream.Overhead + (2 * ScoreTable.BlockRows * sizeof(uint));

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
                if (isBand)
                {
                    // Near an edge it may be either: two parties round by half a point of the grid.
                    Assert.InRange(score.Band!.Value, federation.Terms.BandEdges.Count(edge => probability - 1e-3 >= edge), federation.Terms.BandEdges.Count(edge => probability + 1e-3 >= edge));
                }
                else
                {
                    Assert.Equal(probability, score.Probability!.Value, 6e-5);
                }
            }
        }

        Assert.All(stores, store => Assert.Equal(0, new ScorePool(store).Remaining));
        Assert.All(stores, store => Assert.Empty(store.ReadAll("scoring-pool/")));
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
        var pool = new ScorePool(_stores[0]);
        pool.Take(Plan(0), 2, JointFederation.Bank).Dispose();

        foreach (ScorePool again in (ScorePool[])[pool, new ScorePool(_stores[0])])
        {
            JointException refused = Assert.Throws<JointException>(() => again.Take(Plan(1), 1, JointFederation.Bank));
            Assert.Equal(JointFailureReason.UsedRandomness, refused.Failure.Reason);
        }

        Assert.Throws<JointException>(() => pool.Take(Plan(2), 3, JointFederation.Bank));
        Assert.Throws<JointException>(() => pool.Take(Plan(2, session: new byte[32]), 1, JointFederation.Bank));
        Assert.Throws<JointException>(() => pool.Take(Plan(2, ScoreRelease.Band), 1, JointFederation.Bank));
        pool.Take(Plan(2), 2, JointFederation.Bank).Dispose();

        Wire.JointScoring Plan(uint first, ScoreRelease release = ScoreRelease.Probability, byte[]? session = null)
        {
            var scoring = new Wire.JointScoring { Release = ScoringAgreement.Name(release) };
            pool.Offer(scoring);
            scoring.NextBlock = first;
            scoring.Pool = session is null ? scoring.Pool : ByteString.CopyFrom(session);
            return scoring;
        }
    }

    [Fact]
    public async Task NothingIsOpened_BeforeAllHaveMarkedTheirBlocks()
    {
        await PrepareAsync(_federation, _stores, 32);
        KeyValuePair<string, byte[]>[] older = [.. _stores[0].ReadAll("")];
        var lengths = new ConcurrentBag<int>();
        SessionSteps.Tamper(_federation.Members, (from, _, _, message) =>
        {
            if (from == JointFederation.Bank)
            {
                lengths.Add(message.Length);
            }

            return [message];
        });

        // The cloud is killed before it marks, the bank has marked and is then restored: both take the same blocks again.
        _stores[1].StopsBeforeNextWrite = true;
        Task<ScoringOutcome>[] runs = await StartAsync(_federation, _stores);
        await Assert.ThrowsAsync<KilledException>(() => runs[1]);
        Assert.NotNull((await runs[0]).Failure);
        Assert.Equal(16, new ScorePool(_stores[0]).Remaining);
        Assert.DoesNotContain(OpeningLength, lengths);
        _stores[0].Write([.. older.Select(entry => StateChange.Set(entry.Key, entry.Value))]);

        Assert.All(await ScoreAsync(_federation, _stores), outcome => Assert.Null(outcome.Failure));
        Assert.Contains(OpeningLength, lengths);
    }

    [Fact]
    public async Task TooFewBlocks_NameNobodyAndCountNobody()
    {
        await PrepareAsync(_federation, _stores, 8);
        ScoreRequester requester = _federation.Requester(pool: new ScorePool(_stores[0]));
        await using IMemberChannel bank = _federation.Members.Connect(JointFederation.Bank);
        await using IMemberChannel cloud = _federation.Members.Connect(JointFederation.Cloud);

        ScoringOutcome[] outcomes = await Task.WhenAll(
            requester.RunAsync(_federation.Rows[0], bank, default), _federation.Provider(1, pool: new ScorePool(_stores[1])).RunAsync(cloud, default));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.UsedRandomness, JointFederation.Bank), (outcome.Failure!.Reason, outcome.Failure.Member)));
        Assert.False(requester.HasAsked);
        Assert.Empty(_federation.Store.ReadAll(""));
        Assert.All(_stores, store => Assert.Equal(8, new ScorePool(store).Remaining));
    }

    [Fact]
    public async Task DealerThatHasComeToPrepare_IsTold_WhenThePartiesScore()
    {
        ScoringOutcome[] outcomes = await _federation.RunAsync(own: member =>
            member != JointFederation.Dealer ? null : channel => _federation.Dealer().PrepareAsync(ScoreRelease.Probability, 16, channel, default));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.OtherTerms, JointFederation.Dealer), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    [Fact]
    public async Task PreparationThatFails_LeavesTheEarlierOne_AndTheNextRemovesWhatItLeft()
    {
        await PrepareAsync(_federation, _stores, 16);
        int keys = _stores[1].ReadAll("").Count;
        var halfway = new ScorePool(_stores[1]);
        var broken = new PreparedBlocks([.. Enumerable.Repeat((byte)9, 32)], ScoreRelease.Probability, 2, 0);
        halfway.Begin(broken);
        halfway.Keep(broken, [(new DealtLabel(DealtOperation.ScoreTable, 0, Block: 1), new byte[5])]);
        Assert.Equal(keys + 2, _stores[1].ReadAll("").Count);

        Assert.All(await ScoreAsync(_federation, _stores), outcome => Assert.Null(outcome.Failure));
        await PrepareAsync(_federation, _stores, 16);
        Assert.Equal(keys, _stores[1].ReadAll("").Count);
        await PrepareAsync(_federation, _stores, 8);
        Assert.Equal(keys - 2, _stores[1].ReadAll("").Count);
        Assert.All(_stores, store => Assert.Equal(8, new ScorePool(store).Remaining));
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
}
